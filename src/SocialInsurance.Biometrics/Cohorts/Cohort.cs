using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Cohorts;

/// <summary>One person of a cohort: a template and, where known, a label of the group; never a name.</summary>
public sealed record CohortMember(BiometricTemplate Template, string Group = "");

/// <summary>
/// Templates of other people of the population, one picture a person, against which a similarity is judged.
/// Immutable and thread-safe. As sensitive as the references it is made of.
/// </summary>
public sealed class Cohort
{
    /// <summary>Members whose similarities are taken together.</summary>
    private const int Block = 4;

    private readonly float[] _values;
    private readonly ImmutableArray<string> _groupOf;

    /// <param name="members">In any order: results do not depend on it.</param>
    /// <param name="templateModelSha256">Digest of the model that made the templates, 64 hexadecimal digits.</param>
    /// <exception cref="ArgumentException">No members, members under different keys, or no digest.</exception>
    public Cohort(IReadOnlyList<CohortMember> members, string templateModelSha256)
        : this((float[])[.. members.SelectMany(m => m.Template.Values.ToArray())], [.. members.Select(m => m.Group)], templateModelSha256, members.Count == 0 ? default : members[0].Template.KeyId)
    {
        if (members.FirstOrDefault(m => m.Template.KeyId != KeyId) is { } other)
        {
            throw new ArgumentException($"expected members under {KeyId}, found one under {other.Template.KeyId}", nameof(members));
        }
    }

    /// <param name="values">float32[members x 512], each of length 1, kept to the bit.</param>
    internal Cohort(ReadOnlySpan<float> values, ImmutableArray<string> groupOf, string templateModelSha256, TemplateKeyId keyId = default)
    {
        KeyId = keyId;
        if (groupOf.Length == 0)
        {
            throw new ArgumentException("expected at least 1 member, found 0", nameof(groupOf));
        }

        if (templateModelSha256.Length != 2 * SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"expected {2 * SHA256.HashSizeInBytes} digits, found {templateModelSha256.Length}", nameof(templateModelSha256));
        }

        Size = groupOf.Length;
        TemplateModelSha256 = templateModelSha256;
        _groupOf = groupOf;
        _values = new float[PaddedSize * BiometricTemplate.Length];
        values.CopyTo(_values);
        Groups = _groupOf.CountBy(g => g).ToImmutableSortedDictionary(StringComparer.Ordinal);
        Digest = Convert.ToHexStringLower(SHA256.HashData(CohortFile.Write(this)));
    }

    public int Size { get; }

    /// <summary>The key that all members are under.</summary>
    public TemplateKeyId KeyId { get; }

    /// <summary>Members per group label; unlabelled members under the empty label.</summary>
    public ImmutableSortedDictionary<string, int> Groups { get; }

    /// <summary>SHA-256 of <see cref="CohortFile.Write"/>, lower-case hexadecimal; goes into every result.</summary>
    public string Digest { get; }

    public string TemplateModelSha256 { get; }

    /// <summary>Length of a buffer for <see cref="SimilaritiesTo"/>: the size, rounded up to a whole block.</summary>
    internal int PaddedSize => (Size + Block - 1) / Block * Block;

    /// <summary>The same people under another key.</summary>
    /// <param name="from">The key of this cohort; null when it is plain.</param>
    /// <param name="to">The key of the result; null for plain, in memory only.</param>
    /// <exception cref="InvalidOperationException">The cohort is not under <paramref name="from"/>.</exception>
    public Cohort Rekey(TemplateTransform? from, TemplateTransform? to) => from?.Id == to?.Id
        ? this
        : new Cohort([.. Enumerable.Range(0, Size).Select(i => new CohortMember(Rekeyed(i, from, to), _groupOf[i]))], TemplateModelSha256);

    private BiometricTemplate Rekeyed(int member, TemplateTransform? from, TemplateTransform? to)
    {
        var template = BiometricTemplate.FromEmbedding(ValuesAt(member), KeyId);
        return to is null ? from!.Unprotect(template) : to.Rekey(template, from);
    }

    /// <summary>The one model whose templates this cohort may be compared with.</summary>
    public bool IsOf(IEnumerable<ModelIdentity> models) =>
        models.Any(m => m.Task == ModelTask.Template && m.Sha256 == TemplateModelSha256);

    internal string GroupAt(int member) => _groupOf[member];

    internal ReadOnlySpan<float> ValuesAt(int member) => _values.AsSpan(member * BiometricTemplate.Length, BiometricTemplate.Length);

    /// <summary>
    /// Cosine similarity to every member; float32[<see cref="PaddedSize"/>], values beyond <see cref="Size"/> are padding.
    /// Four members a pass, so that the template is read once for four; each member's sum is formed in
    /// the same order wherever it stands.
    /// </summary>
    /// <exception cref="InvalidOperationException">The template is under another key.</exception>
    internal void SimilaritiesTo(BiometricTemplate template, Span<float> similarities)
    {
        if (template.KeyId != KeyId)
        {
            throw new InvalidOperationException($"expected a template under {KeyId}, found one under {template.KeyId}");
        }

        var probe = MemoryMarshal.Cast<float, Vector<float>>(template.Values);
        for (var member = 0; member < PaddedSize; member += Block)
        {
            var first = LanesOf(member);
            var second = LanesOf(member + 1);
            var third = LanesOf(member + 2);
            var fourth = LanesOf(member + 3);
            var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (var i = 0; i < probe.Length; i++)
            {
                a = Vector.FusedMultiplyAdd(probe[i], first[i], a);
                b = Vector.FusedMultiplyAdd(probe[i], second[i], b);
                c = Vector.FusedMultiplyAdd(probe[i], third[i], c);
                d = Vector.FusedMultiplyAdd(probe[i], fourth[i], d);
            }

            similarities[member] = Vector.Sum(a);
            similarities[member + 1] = Vector.Sum(b);
            similarities[member + 2] = Vector.Sum(c);
            similarities[member + 3] = Vector.Sum(d);
        }
    }

    private ReadOnlySpan<Vector<float>> LanesOf(int member) => MemoryMarshal.Cast<float, Vector<float>>(ValuesAt(member));
}
