using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Overview;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>Invented cases: the n-th row of a queue of any length, and one whole file.</summary>
internal static class KnownCases
{
    internal const string First = "case-000000";
    internal const string Me = "li-01";
    internal const string Colleague = "qian-02";

    private static readonly (string Code, TextDto Text)[] Kinds =
    [
        ("AliveClaim", new("本人称健在", "\"I am alive\"")),
        ("DeathCorroborated", new("两个独立来源记载死亡", "Death in two independent sources")),
        ("DeathSuspected", new("一个来源记载死亡", "Death in one source")),
        ("CustodialSentence", new("服刑信息", "Custodial sentence")),
        ("DeathContradicted", new("记载死亡，但此后仍有活动", "Death contradicted by later life")),
        ("DuplicateBenefit", new("疑似重复领取", "Possible duplicate benefit")),
        ("FaceReferred", new("人脸认证转人工", "Face referred to a person")),
        ("AbnormalPayment", new("首次异地发放", "First payment elsewhere")),
    ];

    private static readonly string[] Names = ["试*", "试**", "样*", "样**", "欧阳*"];
    private static readonly string[] Accounts = ["zhao-01", Colleague, "sun-03", Me];

    internal static DateTimeOffset Now { get; } = new(2026, 11, 22, 2, 20, 0, TimeSpan.Zero);

    /// <param name="index">from 0; the order by risk</param>
    internal static CaseRowDto Row(int index, int total)
    {
        var (code, kind) = Kinds[(int)((long)index * Kinds.Length / total)];
        var colour = index < total / 2 ? RiskColour.Red : index < total * 7 / 8 ? RiskColour.Yellow : RiskColour.Blue;
        var (sla, left) = (index % 5) switch
        {
            0 => (SlaState.Overdue, -35 - (index % 700)),
            1 => (SlaState.Near, 25 + (index % 180)),
            4 => (SlaState.Paused, (int?)null),
            _ => (SlaState.OnTime, 500 + (index * 7 % 2400)),
        };
        var state = (CaseState)(index % 4);
        return new CaseRowDto(
            $"case-{index:000000}",
            2 + (index % 6),
            code,
            kind,
            colour,
            state,
            $"4101{index % 9:00}",
            Names[index % Names.Length],
            state == CaseState.Opened ? null : Accounts[index % Accounts.Length],
            Now.AddDays(-1 - (index % 30)),
            left is null ? null : Now.AddMinutes(left.Value * 3),
            sla,
            index % 11 == 0,
            state == CaseState.Proposed ? BenefitMeasure.Suspend : null,
            state == CaseState.Proposed ? Colleague : null,
            null,
            left);
    }

    internal static CaseCountsDto Counts(int total) => new(
        total, total / 9, total / 4, total / 5, total / 5, total / 2, total * 3 / 8, total / 8, total / 4, 12,
        [.. Kinds.Select(kind => new CaseKindCountDto(kind.Code, kind.Text, total / Kinds.Length))]);

    /// <summary>A death suspicion with everything on file.</summary>
    internal static CaseFileDto File(bool proposed) => new(
        Row(0, 8) with
        {
            CaseId = First,
            Kind = Kinds[1].Code,
            KindText = Kinds[1].Text,
            Version = proposed ? 5 : 3,
            State = proposed ? CaseState.Proposed : CaseState.Assigned,
            AssignedTo = Colleague,
            ProposedMeasure = proposed ? BenefitMeasure.Terminate : null,
            ProposedBy = proposed ? Colleague : null,
        },
        new CasePersonDto("person-1", "试**", "4101**********002X", 81, "410102", new DateOnly(2026, 12, 8), new DateOnly(2025, 12, 8), new DateOnly(2026, 12, 8)),
        KnownFiles.Benefit(),
        KnownFiles.Evidence(),
        KnownFiles.Explanation(),
        KnownFiles.Face(),
        KnownFiles.Events(proposed),
        proposed ? KnownFiles.Proposal() : null,
        [new CaseNoticeDto("Doubt", new TextDto("请本人核实", "Please get in touch"), "sms", "sent", Now.AddDays(-20), Now.AddDays(-20))],
        [new RelatedCaseDto("case-000005", "samePerson", Kinds[5].Text, RiskColour.Yellow, CaseState.Assigned, Now.AddDays(-40))],
        proposed
            ? ["identity", "approval", "return", "notes"]
            : ["identity", "assignment", "evidence", "contacts", "investigation", "notices", "notes", "pause", "proposal", "confirmation", "joining", "appeals"],
        [new NotAllowedDto(proposed ? "withdrawal" : "approval", proposed ? "notProposer" : "noProposal", proposed
            ? new TextDto("只有提出人可以撤回。", "Only the proposer can withdraw.")
            : new TextDto("还没有处理意见。", "There is no proposal."))]);
}
