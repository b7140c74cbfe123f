using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>What a refresh made.</summary>
/// <param name="Members">people whose references are in memory</param>
/// <param name="Groups">groups of region, sex and age band among them</param>
public readonly record struct CohortStanding(int Members, int Groups);

/// <summary>
/// Cohorts made of the enrolled references: the people whom a face is most easily taken for are those of its own region, sex and age.
/// The narrowest group of enough members serves, else a wider one, else everybody, else none: then raw scores with a conservative
/// threshold apply. Templates stay under their key, in memory only, and are made anew by <see cref="RefreshAsync"/>. Thread-safe.
/// </summary>
public sealed class FaceCohorts(IEnrolledReferenceReader references, IIdentityReader identities, ITemplateVault vault, TimeProvider time, TimeSpan localOffset)
{
    /// <summary>People whose references are read at one refresh, 2 KB each.</summary>
    private const int MostRead = 20_000;

    /// <summary>Members of one cohort: what a comparison costs grows with them, what they tell does not.</summary>
    private const int MostCompared = 2_000;

    private const int ReadAtOnce = 500;

    private Built? _built;

    /// <summary>Null before the first refresh has ended.</summary>
    public CohortStanding? Standing => Volatile.Read(ref _built) is { } built ? built.Standing : null;

    /// <summary>Reads the references again. A fault leaves the cohorts of before in use.</summary>
    /// <param name="models">those loaded: references of another template model are no measure</param>
    public async Task<CohortStanding> RefreshAsync(IEnumerable<ModelIdentity> models, CancellationToken cancellationToken)
    {
        var model = models.Single(m => m.Task == ModelTask.Template).Sha256;
        if (!Sha256Digest.TryParse(model, out var digest))
        {
            throw new ArgumentException("expected a SHA-256 of the template model", nameof(models));
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().ToOffset(localOffset).DateTime);
        var members = ImmutableArray.CreateBuilder<CohortMember>();
        foreach (var chunk in (await references.SampleAsync(digest, MostRead, cancellationToken)).Chunk(ReadAtOnce))
        {
            var people = await identities.FindManyAsync([.. chunk.Select(one => one.Beneficiary)], cancellationToken);
            foreach (var one in chunk)
            {
                if (people.TryGetValue(one.Beneficiary, out var person) && await vault.ReadAsync(one.Reference, vault.Protection.KeyId, cancellationToken) is { } bytes)
                {
                    members.Add(new CohortMember(BiometricTemplate.FromBytes(bytes, new TemplateKeyId(vault.Protection.KeyId)), CohortGroup.Of(person, today).ToString()));
                    Array.Clear(bytes);
                }
            }
        }

        var built = new Built(model, members.ToImmutable());
        Volatile.Write(ref _built, built);
        return built.Standing;
    }

    /// <summary>The cohort for a person; null where too few are enrolled or the person is not known.</summary>
    /// <param name="minimumMembers">that a comparison asks for, from the profile</param>
    internal async Task<Cohort?> FindAsync(BeneficiaryId beneficiary, DateOnly day, int minimumMembers, CancellationToken cancellationToken) =>
        Volatile.Read(ref _built) is { } built && await identities.FindAsync(beneficiary, cancellationToken) is { } person
            ? built.FindFor(CohortGroup.Of(person, day), minimumMembers)
            : null;

    private sealed class Built
    {
        private readonly string model;
        private readonly ILookup<string, CohortMember> members;
        private readonly ConcurrentDictionary<(string, int), Cohort?> cohorts = new();

        internal Built(string model, ImmutableArray<CohortMember> members)
        {
            (this.model, this.members) = (model, members.ToLookup(member => member.Group, StringComparer.Ordinal));
            Standing = new CohortStanding(members.Length, this.members.Count);
        }

        internal CohortStanding Standing { get; }

        internal Cohort? FindFor(CohortGroup group, int minimumMembers) =>
            group.Wider().Select(pattern => cohorts.GetOrAdd((pattern, minimumMembers), Make)).FirstOrDefault(cohort => cohort is not null);

        /// <summary>Two more than the least: the person and a close duplicate may be among them.</summary>
        private Cohort? Make((string Pattern, int MinimumMembers) wanted)
        {
            CohortMember[] fitting = [.. members.Where(group => CohortGroup.Fits(wanted.Pattern, group.Key)).SelectMany(group => group)];
            var every = Math.Max(1, (fitting.Length + MostCompared - 1) / MostCompared);
            return fitting.Length < wanted.MinimumMembers + 2 ? null : new Cohort([.. fitting.Where((_, index) => index % every == 0)], model);
        }
    }
}

/// <summary>Region, sex and age band of a person, as far as the register tells.</summary>
/// <param name="Region">first two digits of the division code</param>
/// <param name="Sex">M, F, or ? where the document does not say</param>
/// <param name="Band">first year of the band of ages</param>
internal readonly record struct CohortGroup(string Region, char Sex, int Band)
{
    private const string Any = "*";
    private static readonly int[] Bands = [0, 60, 70, 80];

    internal static CohortGroup Of(Beneficiary person, DateOnly day)
    {
        var age = day.Year - person.BornOn.Year - (day < person.BornOn.AddYears(day.Year - person.BornOn.Year) ? 1 : 0);
        return new CohortGroup(person.DivisionCode.Length >= 2 ? person.DivisionCode[..2] : Any, SexOf(person.Document), Bands.Last(first => first <= Math.Max(0, age)));
    }

    /// <summary>From the group itself to everybody.</summary>
    internal IEnumerable<string> Wider() =>
    [
        ToString(),
        string.Create(CultureInfo.InvariantCulture, $"{Any}|{Sex}|{Band}"),
        $"{Any}|{Sex}|{Any}",
        $"{Any}|{Any}|{Any}",
    ];

    internal static bool Fits(string pattern, string group)
    {
        var (wanted, found) = (pattern.Split('|'), group.Split('|'));
        return wanted.Zip(found).All(part => part.First == Any || part.First == part.Second);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Region}|{Sex}|{Band}");

    // GB 11643: the sequence is odd for men; its last digit is the 17th of 18, the last of 15
    private static char SexOf(DocumentNumber document) => document.Kind switch
    {
        DocumentKind.CitizenNumber => document.Reveal()[16] % 2 == 1 ? 'M' : 'F',
        DocumentKind.FormerCitizenNumber => document.Reveal()[^1] % 2 == 1 ? 'M' : 'F',
        _ => '?',
    };
}
