using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Storage.Tests.Cases;

/// <summary>Events of cases as the deciders would make them, without their rules: the store takes what it is given.</summary>
internal static class CaseSamples
{
    public static readonly CaseworkerId Clerk = new("cw-1");
    public static readonly CaseworkerId Colleague = new("cw-2");
    public static readonly CaseworkerId Chief = new("chief-1");

    public static CaseOpened Opened(BeneficiaryId person, FindingKind kind, RiskColour colour, string place, DateTimeOffset at) =>
        new(new CaseId(Guid.CreateVersion7(at)), person, kind, colour, place, null, at) { Source = CaseSource.Staff, EnteredBy = Chief };

    /// <summary>An event of every kind, in an order that may happen.</summary>
    public static List<CaseEvent> Everything(BeneficiaryId person, CaseId lead, DecisionId decision, DateTimeOffset at)
    {
        var opened = new CaseOpened(new CaseId(Guid.CreateVersion7(at)), person, FindingKind.Appeal, RiskColour.Yellow, "letter:1", decision, at)
        {
            Source = CaseSource.Relative,
            About = lead,
            EnteredBy = Clerk,
        };
        List<CaseEvent> events = [opened];
        var (id, day) = (opened.Case, DateOnly.FromDateTime(at.UtcDateTime));
        void Add(Func<int, CaseEvent> next) => events.Add(next(events.Count + 1));
        Add(n => new CaseAssigned(id, person, n, Clerk, at) { By = Chief });
        Add(n => new CaseEvidenceAdded(id, person, n, Clerk, new CaseEvidence("civil-death", "civil", day, EvidenceDirection.Loss), "登记显示已注销。", at));
        Add(n => new PersonContacted(id, person, n, Clerk, ContactChannel.VillageOfficer, ContactResult.FamilyConfirmsLoss, day, "村干部上门。", at));
        Add(n => new CaseInvestigated(id, person, n, Clerk, Established.LossConfirmed, "调查核实记录，两处来源一致。", at));
        Add(n => new CaseNoted(id, person, n, Chief, "已阅。“引号”与\n换行", at));
        Add(n => new CasePaused(id, person, n, Clerk, day.AddDays(9), "等待回函。", at));
        Add(n => new CaseContinued(id, person, n, Clerk, at));
        Add(n => new CaseEscalated(id, person, n, Chief, at));
        Add(n => Proposed(id, person, n, 218_600, at));
        Add(n => new ProposalWithdrawn(id, person, n, Clerk, at));
        Add(n => Proposed(id, person, n, null, at));
        Add(n => new ProposalReturned(id, person, n, Colleague, "请补充第二来源。", at));
        Add(n => Proposed(id, person, n, 218_600, at));
        Add(n => new ProposalApproved(id, person, n, Colleague, at));
        Add(n => new CaseClosed(id, person, n, Colleague, CaseConclusion.LossConfirmed, at));
        Add(n => new CaseReopened(id, person, n, Chief, "家属提交新证据。", at));
        Add(n => new CaseAssigned(id, person, n, Colleague, at));
        Add(n => new CaseJoined(id, person, n, Colleague, lead, at));
        Add(n => new CaseClosed(id, person, n, Colleague, CaseConclusion.Joined, at));
        return events;
    }

    /// <summary>One or two events that may follow; which ones, the choice says.</summary>
    /// <param name="choice">any number</param>
    public static IReadOnlyList<CaseEvent> Next(ReviewCase state, uint choice, DateTimeOffset at)
    {
        var (id, person, n) = (state.Id, state.Beneficiary, state.Version + 1);
        var by = (choice / 64 % 2) == 0 ? Clerk : Colleague;
        var day = DateOnly.FromDateTime(at.UtcDateTime).AddDays((int)(choice / 128 % 30));
        List<Func<IReadOnlyList<CaseEvent>>> possible = [() => [new CaseNoted(id, person, n, by, $"记录 {choice}", at)]];
        if (state.State == CaseState.Closed)
        {
            possible.Add(() => [new CaseReopened(id, person, n, Chief, "复查。", at)]);
        }
        else if (!state.IsEscalated)
        {
            possible.Add(() => [new CaseEscalated(id, person, n, Chief, at)]);
        }

        possible.AddRange(state.State switch
        {
            CaseState.Opened => [() => [new CaseAssigned(id, person, n, by, at)]],
            CaseState.Assigned =>
            [
                () => [new CaseAssigned(id, person, n, by, at) { By = Chief }],
                () => [new CasePaused(id, person, n, by, day, "等待。", at)],
                () => [Proposed(id, person, n, choice, at)],
                () => [new CaseClosed(id, person, n, by, CaseConclusion.FindingRefuted, at)],
                () => [new CaseJoined(id, person, n, by, id, at), new CaseClosed(id, person, n + 1, by, CaseConclusion.Joined, at)],
            ],
            CaseState.Waiting => [() => [new CaseContinued(id, person, n, by, at)]],
            CaseState.Proposed =>
            [
                () => [new ProposalWithdrawn(id, person, n, by, at)],
                () => [new ProposalReturned(id, person, n, by, "退回。", at)],
                () => [new ProposalApproved(id, person, n, by, at), new CaseClosed(id, person, n + 1, by, CaseConclusion.LossConfirmed, at)],
            ],
            _ => Array.Empty<Func<IReadOnlyList<CaseEvent>>>(),
        });
        return possible[(int)(choice % 64 % possible.Count)]();
    }

    public static async Task AddAsync(PlatformStorage storage, IReadOnlyList<CaseEvent> events)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Cases.AddAsync(events, DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }

    public static async Task ScheduleAsync(PlatformStorage storage, params CaseDeadline[] deadlines)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Cases.ScheduleAsync(deadlines, DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }

    /// <summary>The line of the queue that a case's events demand.</summary>
    public static CaseRow RowOf(ReviewCase state, DateTimeOffset? due, string division) => new(
        state.Id,
        state.Version,
        state.Beneficiary,
        state.Kind,
        state.Colour,
        state.State,
        division,
        state.AssignedTo,
        state.OpenedAt,
        due,
        state.IsEscalated,
        state.Proposal?.Measure.Measure,
        state.Proposal?.By,
        state.Conclusion,
        state.Lead,
        state.About);

    private static MeasureProposed Proposed(CaseId id, BeneficiaryId person, int ordinal, long? amountFen, DateTimeOffset at) => new(
        id,
        person,
        ordinal,
        Clerk,
        new MeasureProposal(BenefitMeasure.Suspend, MeasureGround.Death, "jingban-tiaoli-26", "两处独立来源一致，家属确认。", new DateOnly(2026, 12, 1), amountFen),
        at);
}
