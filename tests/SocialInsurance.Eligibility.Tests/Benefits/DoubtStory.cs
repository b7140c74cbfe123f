using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Tests.Benefits;

/// <summary>A case that a test builds step by step through the decider, one local day after the other.</summary>
internal sealed class DoubtStory
{
    private readonly List<SentNotice> _notices = [];

    public DoubtStory(string kind = "DeathSuspected") => File = ReviewCase.From(
        [new CaseOpened(new CaseId(Guid.CreateVersion7(At)), Person, new FindingKind(kind), RiskColour.Red, "d.csv:7", null, At)]);

    public static BeneficiaryId Person { get; } = new("B1");

    public static CaseworkerId Wang { get; } = new("wang");

    public static CaseworkerId Li { get; } = new("li");

    public static CaseworkerId Zhao { get; } = new("zhao");

    public DateTimeOffset At { get; private set; } = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);

    public DateOnly Today => DateOnly.FromDateTime(At.UtcDateTime.AddHours(8));

    public ReviewCase File { get; private set; }

    public BenefitStanding Benefit { get; set; } = BenefitStanding.Of(Person, []);

    public ReviewRules Rules { get; set; } = ReviewRulesFile.Default.Rules;

    public HashSet<CaseworkerId> Excluded { get; } = [];

    public bool ClaimsAlive { get; set; }

    public DateOnly? CertifiedOn { get; set; }

    public Refusal? Refusal { get; private set; }

    public CaseContext Context => new(Benefit, [.. _notices], Rules, Today, Excluded) { ClaimsAlive = ClaimsAlive, CertifiedOn = CertifiedOn };

    /// <summary>A death that the law would let suspend: two sources, investigated, told, waited for.</summary>
    public static DoubtStory OfDeath() => new DoubtStory()
        .Do(new CaseCommand.Assign(Wang))
        .Source("cremation", "civilAffairs")
        .Source("deregistration", "police")
        .Told(MessageChannelKind.Sms)
        .Later(15)
        .Investigated(Established.LossConfirmed);

    /// <summary>A silence of data that the law would let suspend: three notices on two channels, an offered visit, 60 days.</summary>
    public static DoubtStory OfSilence() => new DoubtStory("LongUncertified")
        .Do(new CaseCommand.Assign(Wang))
        .Told(MessageChannelKind.Sms)
        .Later(20)
        .Told(MessageChannelKind.Letter)
        .Contact(ContactChannel.Phone, ContactResult.NotReached)
        .Later(20)
        .Told(MessageChannelKind.Sms)
        .Contact(ContactChannel.Visit, ContactResult.Offered)
        .Later(20)
        .Investigated(Established.Undetermined);

    public DoubtStory Do(CaseCommand command)
    {
        var answer = CaseDecider.Decide(File, command, Context, At);
        Refusal = answer.Refusal;
        File = answer.Events.Aggregate(File, static (before, happened) => before.Apply(happened));
        Benefit = answer.Benefit is { } change ? Benefit.Apply(change) : Benefit;
        return this;
    }

    public DoubtStory Later(int days)
    {
        At = At.AddDays(days);
        return this;
    }

    public DoubtStory Told(MessageChannelKind channel)
    {
        _notices.Add(new SentNotice(channel, Today));
        return this;
    }

    public DoubtStory Untold()
    {
        _notices.Clear();
        return this;
    }

    public DoubtStory Source(string source, string group, EvidenceDirection direction = EvidenceDirection.Loss) =>
        Do(new CaseCommand.AddEvidence(Wang, new CaseEvidence(source, group, Today, direction), "seen"));

    public DoubtStory Contact(ContactChannel channel, ContactResult result) => Do(new CaseCommand.RecordContact(Wang, channel, result, Today, "said"));

    public DoubtStory Investigated(Established established) => Do(new CaseCommand.Investigate(Wang, established, "looked at both records and asked the village"));

    public static MeasureProposal Measure(
        BenefitMeasure measure = BenefitMeasure.Suspend,
        MeasureGround ground = MeasureGround.Death,
        string basis = "SBJB-2023-26",
        string reason = "both records agree with the investigation",
        long? amountFen = 123_400) => new(measure, ground, basis, reason, new DateOnly(2026, 4, 1), amountFen);

    public static MeasureProposal ForSilence() => Measure(ground: MeasureGround.SilenceOfData, basis: "RST-2018-54");

    public IReadOnlyList<LegalRequirementKind> MissingFor(MeasureProposal measure) =>
        [.. BenefitLaw.Require(File, measure, Context).Where(requirement => !requirement.IsMet).Select(requirement => requirement.Kind)];
}
