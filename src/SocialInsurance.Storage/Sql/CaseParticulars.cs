using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// The particulars of a <see cref="DetailedCaseEvent"/> as they are sealed: UTF-8 JSON with the members that its kind has, enumerations by
/// their stored values. Kinds and member names are stored; never rename.
/// </summary>
internal sealed record CaseParticulars
{
    public const long FirstKind = 4;
    public const long LastKind = 16;

    /// <summary>Stands for particulars that stay sealed: the log is verified without a key.</summary>
    public static readonly CaseParticulars Sealed = new()
    {
        Source = string.Empty,
        Group = string.Empty,
        Day = DateOnly.MinValue,
        Direction = EvidenceDirection.Neutral,
        Text = string.Empty,
        Channel = ContactChannel.Phone,
        Result = ContactResult.Offered,
        Established = Eligibility.Cases.Established.Undetermined,
        Lead = Guid.Empty,
        Measure = BenefitMeasure.Resume,
        Ground = MeasureGround.ReasonOver,
        LegalBasis = string.Empty,
    };

    public string? Source { get; init; }

    public string? Group { get; init; }

    public DateOnly? Day { get; init; }

    public EvidenceDirection? Direction { get; init; }

    public string? Text { get; init; }

    public ContactChannel? Channel { get; init; }

    public ContactResult? Result { get; init; }

    public Established? Established { get; init; }

    public Guid? Lead { get; init; }

    public BenefitMeasure? Measure { get; init; }

    public MeasureGround? Ground { get; init; }

    public string? LegalBasis { get; init; }

    public long? AmountFen { get; init; }

    public static CaseParticulars Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, CaseParticularsJson.Default.CaseParticulars) ?? throw new FormatException("Particulars of a case event: expected a JSON object.");

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, CaseParticularsJson.Default.CaseParticulars);

    public static (long Kind, CaseParticulars Particulars) Of(DetailedCaseEvent happened) => happened switch
    {
        CaseEvidenceAdded added => (4, OfEvidence(added)),
        PersonContacted contact => (5, new() { Channel = contact.Channel, Result = contact.Result, Day = contact.On, Text = contact.Summary }),
        CaseInvestigated found => (6, new() { Established = found.Established, Text = found.Summary }),
        CaseNoted noted => (7, new() { Text = noted.Text }),
        CasePaused paused => (8, new() { Day = paused.Until, Text = paused.Reason }),
        CaseContinued => (9, new()),
        CaseEscalated => (10, new()),
        CaseJoined joined => (11, new() { Lead = joined.Lead.Value }),
        MeasureProposed proposed => (12, OfMeasure(proposed.Measure)),
        ProposalWithdrawn => (13, new()),
        ProposalApproved => (14, new()),
        ProposalReturned returned => (15, new() { Text = returned.Reason }),
        CaseReopened reopened => (16, new() { Text = reopened.Reason }),
        _ => throw new ArgumentException($"Case event {happened.GetType().Name} is not known.", nameof(happened)),
    };

    /// <exception cref="FormatException">unknown kind, or a member of the kind is missing</exception>
    public DetailedCaseEvent ToEvent(long kind, CaseId id, BeneficiaryId beneficiary, int ordinal, CaseworkerId by, DateTimeOffset at) => kind switch
    {
        4 => new CaseEvidenceAdded(id, beneficiary, ordinal, by, new CaseEvidence(Needed(Source), Needed(Group), Needed(Day), Needed(Direction)), Needed(Text), at),
        5 => new PersonContacted(id, beneficiary, ordinal, by, Needed(Channel), Needed(Result), Needed(Day), Needed(Text), at),
        6 => new CaseInvestigated(id, beneficiary, ordinal, by, Needed(Established), Needed(Text), at),
        7 => new CaseNoted(id, beneficiary, ordinal, by, Needed(Text), at),
        8 => new CasePaused(id, beneficiary, ordinal, by, Needed(Day), Needed(Text), at),
        9 => new CaseContinued(id, beneficiary, ordinal, by, at),
        10 => new CaseEscalated(id, beneficiary, ordinal, by, at),
        11 => new CaseJoined(id, beneficiary, ordinal, by, new CaseId(Needed(Lead)), at),
        12 => new MeasureProposed(id, beneficiary, ordinal, by, ToMeasure(), at),
        13 => new ProposalWithdrawn(id, beneficiary, ordinal, by, at),
        14 => new ProposalApproved(id, beneficiary, ordinal, by, at),
        15 => new ProposalReturned(id, beneficiary, ordinal, by, Needed(Text), at),
        16 => new CaseReopened(id, beneficiary, ordinal, by, Needed(Text), at),
        _ => throw new FormatException($"Case event: expected kind {FirstKind}..{LastKind}, found {kind}."),
    };

    private static CaseParticulars OfEvidence(CaseEvidenceAdded added) => new()
    {
        Source = added.Evidence.Source,
        Group = added.Evidence.IndependenceGroup,
        Day = added.Evidence.OccurredOn,
        Direction = added.Evidence.Direction,
        Text = added.Summary,
    };

    private static CaseParticulars OfMeasure(MeasureProposal measure) => new()
    {
        Measure = measure.Measure,
        Ground = measure.Ground,
        LegalBasis = measure.LegalBasis,
        Text = measure.Reason,
        Day = measure.EffectiveMonth,
        AmountFen = measure.MonthlyAmountFen,
    };

    private MeasureProposal ToMeasure() => new(Needed(Measure), Needed(Ground), Needed(LegalBasis), Needed(Text), Needed(Day), AmountFen);

    private static string Needed(string? member) => member ?? throw Missing();

    private static T Needed<T>(T? member)
        where T : struct => member ?? throw Missing();

    private static FormatException Missing() => new("Particulars of a case event: a member of its kind is missing.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaseParticulars))]
internal sealed partial class CaseParticularsJson : JsonSerializerContext;
