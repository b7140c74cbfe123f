using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Storage.Tests.Cases;

/// <summary>The use cases of cases and benefits on one store, with the rules and words that the program carries.</summary>
internal sealed class CaseLife
{
    public static readonly CaseworkerId Wang = new("wang");
    public static readonly CaseworkerId Li = new("li");
    public static readonly CaseworkerId Zhao = new("zhao");
    public static readonly BeneficiaryId Person = DataFolder.Id(3);
    public static readonly PartnerId Bank = new("bank-1");

    private readonly FixedTime _time;

    public CaseLife(PlatformStorage storage, FixedTime time, ReviewRules? rules = null)
    {
        var planner = new NoticePlanner(NoticePolicy.Default(TimeSpan.FromHours(8)));
        (Storage, _time, Store) = (storage, time, new NotifyingStore(storage.Store, planner));
        Surroundings = new CaseSurroundings(_ => rules ?? ReviewRulesFile.Default.Rules, TimeSpan.FromHours(8)) { Notices = planner };
    }

    public PlatformStorage Storage { get; }

    public IEligibilityStore Store { get; }

    public CaseSurroundings Surroundings { get; }

    public CaseId Case { get; private set; }

    /// <summary>Four people of the register; the fourth has a case of a suspected death on record "death.csv:3".</summary>
    public static async Task<CaseLife> BeginAsync(DataFolder folder, PlatformStorage storage, ReviewRules? rules = null)
    {
        await folder.RegisterAsync(storage, 4);
        await folder.RecordAsync(storage, 4);
        return new CaseLife(storage, folder.Time, rules) { Case = (await storage.Reader.ReadOpenCasesAsync(10, DataFolder.Cancel))[0].Id };
    }

    public Task<CaseResult> HandleAsync(CaseCommand command, int? seen = null, CaseId? id = null) =>
        new HandleCase(Store, Surroundings, _time).ExecuteAsync(id ?? Case, seen, command, DataFolder.Cancel);

    public async Task DoAsync(params CaseCommand[] commands)
    {
        foreach (var command in commands)
        {
            Assert.Null((await HandleAsync(command)).Refusal);
        }
    }

    /// <summary>From the open case to a payment stopped for a death: told, waited for, investigated, proposed by Wang, approved by Li.</summary>
    public async Task StopAsync(MeasureGround ground = MeasureGround.Death, BenefitMeasure measure = BenefitMeasure.Suspend)
    {
        await DoAsync(
            new CaseCommand.Assign(Wang),
            new CaseCommand.AddEvidence(Wang, new CaseEvidence("cremation", "civil", new DateOnly(2026, 10, 20), EvidenceDirection.Loss), "list of the crematorium"),
            new CaseCommand.AddEvidence(Wang, new CaseEvidence("household", "police", new DateOnly(2026, 10, 22), EvidenceDirection.Loss), "deregistered"));
        Assert.True((await SendAsync(MessageChannelKind.Sms)).IsNew);
        await DeliverAsync();
        _time.Now = _time.Now.AddDays(15);
        await DoAsync(
            new CaseCommand.Investigate(Wang, Established.LossConfirmed, "both records seen, the village was asked"),
            new CaseCommand.Propose(Wang, new MeasureProposal(measure, ground, "SBJB-2023-26", "both records agree with the investigation", new DateOnly(2026, 12, 1), 218_600)),
            new CaseCommand.Approve(Li));
    }

    public Task<DoubtNoticeSent> SendAsync(MessageChannelKind channel) =>
        new SendDoubtNotice(Store, Surroundings, _time).ExecuteAsync(Case, Wang, channel, DataFolder.Cancel);

    public Task<AliveConfirmed> ConfirmAsync(string meeting = "visit-1", CaseworkerId? by = null) => new ConfirmAlive(Store, _time, Surroundings).ExecuteAsync(
        new AliveConfirmation(
            Person, by ?? Zhao, new SessionId(meeting), Surroundings.LocalDay(_time.Now), new PolicyReference("province-2026", Sha256Digest.Of("policy"u8)), 12),
        DataFolder.Cancel);

    public Task<CaseOpening> AppealAsync(CaseId? about, BeneficiaryId? person = null) => new OpenAppeal(Store, Surroundings, _time).ExecuteAsync(
        new AppealOpening(person ?? Person, about, "I am alive and was never asked", CaseSource.Person, null), DataFolder.Cancel);

    /// <summary>Every notice that waits goes out now.</summary>
    public async Task DeliverAsync()
    {
        await using var work = await Storage.Store.BeginAsync(DataFolder.Cancel);
        foreach (var notice in await work.Notices.LeaseAsync(_time.Now.AddDays(1), _time.Now.AddDays(2), 100, DataFolder.Cancel))
        {
            await work.Notices.MarkSentAsync(notice.Id, _time.Now, DataFolder.Cancel);
        }

        await work.CommitAsync(DataFolder.Cancel);
    }

    /// <summary>A bank asks about the person.</summary>
    public async Task AskAsync()
    {
        await using var work = await Storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Partners.AddAsync(
            new PartnerAdded(new Partner(Bank, "试验银行", Sha256Digest.Of("key"u8), PartnerScope.Verification, 100, [], _time.Now, null)), DataFolder.Cancel);
        await work.Partners.AddQueryAsync(
            new PartnerQuery(new PartnerQueryId(Guid.CreateVersion7(_time.Now)), Bank, Person, "loan", "consent-1", PartnerAnswer.NotConfirmed, _time.Now), DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }

    public async Task<BenefitStanding> BenefitAsync() => await Storage.Benefits.FindStandingAsync(Person, DataFolder.Cancel);

    public async Task<ReviewCase> FileAsync(CaseId? id = null) => (await Storage.Cases.FindAsync(id ?? Case, DataFolder.Cancel))!;

    public async Task<IReadOnlyList<string>> MessagesAsync(CaseId? id = null) =>
        [.. (await Storage.FactMessages.ListMessagesAsync(id ?? Case, DataFolder.Cancel)).Select(status => $"{status.Message.Kind} to {status.Message.Receiver}")];
}
