using System.Collections.Frozen;
using System.Security.Cryptography;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// A validated policy: parameters, sources, rules in order of precedence, face thresholds and its own tests. Immutable and
/// safe for all threads. Reads no file and no clock: the text and every date come in as values.
/// </summary>
public sealed class Policy
{
    private readonly FrozenDictionary<string, Parameter> _parameters;
    private readonly FrozenDictionary<string, PolicySource> _sources;
    private readonly FaceDraft _face;

    private Policy(PolicyDraft draft, string digest)
    {
        Stamp = new PolicyStamp(draft.Id, draft.Version, digest);
        (Description, EffectiveFrom, LegalBases) = (draft.Description, draft.EffectiveFrom, draft.LegalBases);
        (Parameters, Sources, Rules, Tests) = (draft.Parameters, draft.Sources, draft.Rules, draft.Tests);
        _parameters = Parameters.ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
        _sources = Sources.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
        DueDates = draft.DueDates;
        _face = draft.Face!;
    }

    /// <summary>Identity, version and digest; carried by every decision.</summary>
    public PolicyStamp Stamp { get; }

    /// <summary>What the policy is for.</summary>
    public string Description { get; }

    /// <summary>First day in force.</summary>
    public DateOnly EffectiveFrom { get; }

    /// <summary>Laws, notices and standards that values rest on.</summary>
    public IReadOnlyList<LegalBasis> LegalBases { get; }

    /// <summary>Numbers with units and dated values.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Sources of evidence.</summary>
    public IReadOnlyList<PolicySource> Sources { get; }

    /// <summary>Rules in order of precedence.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; }

    /// <summary>When people fall due.</summary>
    public DueDates DueDates { get; }

    /// <summary>The policy's own test table.</summary>
    public IReadOnlyList<PolicyTest> Tests { get; }

    /// <summary>Face parameters with their dated values.</summary>
    public IReadOnlyList<Parameter> FaceParameters => _face.Parameters;

    /// <summary>
    /// Reads a policy from UTF-8 YAML. Never throws on content: returns the policy, or all faults in the order of the text.
    /// </summary>
    /// <param name="utf8">The exact bytes of the file; the digest is taken over them.</param>
    /// <param name="isKept">The text of a published run or policy, to be explained or compared: promises that came later are not asked of it.</param>
    public static PolicyLoad Load(ReadOnlyMemory<byte> utf8, bool isKept = false)
    {
        var errors = new PolicyErrors();
        if (YamlText.Parse(utf8.Span, errors) is not YamlNode root) return new PolicyLoad(null, errors.InTextOrder());
        var draft = PolicyReader.Read(root, errors);
        new PolicyConsistency(draft, errors, isKept).Check();
        if (errors.Any) return new PolicyLoad(null, errors.InTextOrder());
        return new PolicyLoad(new Policy(draft, Convert.ToHexStringLower(SHA256.HashData(utf8.Span))), []);
    }

    /// <summary>Binds the policy to the sources of the data and resolves its values at a date.</summary>
    /// <param name="sourceNames">Names of the sources, in the order of a person's evidence.</param>
    /// <param name="asOf">The day for which decisions will be made.</param>
    /// <param name="options">Exceptions for replay; null: none.</param>
    /// <exception cref="PolicyRefusedException">Unknown or doubled data source, or the policy is not yet in force.</exception>
    public CompiledPolicy Bind(IReadOnlyList<string> sourceNames, DateOnly asOf, BindOptions? options = null) =>
        new PolicyBinder(this, sourceNames, asOf, options ?? new BindOptions()).Bind();

    /// <summary>The face rules with the values in force on a day; days before <see cref="EffectiveFrom"/> get the first values.</summary>
    public FacePolicy FaceAt(DateOnly date) =>
        FacePolicyReader.At(_face, date < EffectiveFrom ? EffectiveFrom : date, Stamp);

    /// <summary>Runs the test table.</summary>
    public PolicyTestReport RunTests() => PolicyTestRunner.Run(this);

    /// <summary>A parameter by name.</summary>
    /// <exception cref="KeyNotFoundException">The policy has no such parameter.</exception>
    public Parameter Parameter(string name) => _parameters[name];

    /// <summary>A parameter by name; null when the policy does not declare it.</summary>
    public Parameter? FindParameter(string name) => _parameters.GetValueOrDefault(name);

    /// <summary>A source by name.</summary>
    /// <exception cref="KeyNotFoundException">The policy has no such source.</exception>
    public PolicySource Source(string name) => _sources[name];

    /// <summary>A source by name; null when the policy does not know it.</summary>
    public PolicySource? FindSource(string name) => _sources.GetValueOrDefault(name);
}
