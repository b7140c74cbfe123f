using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>Parts of an invented case file.</summary>
internal static class KnownFiles
{
    private const string Basis = "《社会保险经办条例》第二十六条";
    private static DateTimeOffset Now => KnownCases.Now;

    internal static BenefitDto Benefit() => new(BenefitState.InPayment, null,
    [
        new BenefitEventDto(
            BenefitMeasure.Resume, new TextDto("本人健在", "Alive"), Basis, new DateOnly(2025, 4, 1), "li-04", null, Now.AddDays(-600),
            new BackPaymentDto(new DateOnly(2025, 2, 1), new DateOnly(2025, 3, 1), 2, 486620)),
        new BenefitEventDto(BenefitMeasure.Suspend, new TextDto("死亡", "Death"), Basis, new DateOnly(2025, 2, 1), "li-04", "wang-09", Now.AddDays(-660), null),
    ]);

    internal static IReadOnlyList<CaseEvidenceDto> Evidence() =>
    [
        new("cremation", new TextDto("民政 · 火化信息", "Civil affairs · cremation"), new DateOnly(2026, 10, 30), "loss", 92, "cremation-202611.csv:18422", null, null, Now.AddDays(-9)),
        new("household_deregistration", new TextDto("公安 · 户籍注销", "Police · deregistration"), new DateOnly(2026, 11, 5), "loss", 88, "household-202611.csv:50213", null, null, Now.AddDays(-9)),
        new("medical_settlement", new TextDto("医保 · 就诊结算", "Medical settlement"), new DateOnly(2026, 10, 12), "life", 46, "medical-202610.csv:1209334", null, null, Now.AddDays(-9)),
        new("document", new TextDto("证明材料", "Document"), new DateOnly(2026, 10, 28), "loss", null, null, "居民死亡医学证明（推断）书复印件，编号与卫健数据一致。", KnownCases.Colleague, Now.AddDays(-5)),
    ];

    internal static ExplanationDto Explanation() => new(
        new TextDto("转人工核查", "To a caseworker"), "R030", "province-2026.3",
        [
            new TextDto("火化信息与户籍注销两个独立来源均记载死亡", "Two independent sources record a death"),
            new TextDto("红色：立案核查，待遇照常发放", "Red: a case is opened, payment goes on"),
        ]);

    internal static FaceEvidenceDto Face() => new(
        Now.AddDays(-8), 0.412, 0.45, 0.931, 0.72,
        [new TextDto("比对得分低于阈值", "Comparison below the threshold"), new TextDto("三次尝试已用完，转人工", "Three tries are used up")],
        [
            new CaseFrameDto("reference", "reference", null, Now.AddDays(-300)),
            new CaseFrameDto("best", "best", null, Now.AddDays(-8)),
            new CaseFrameDto("turn", "challenge", "turnLeft", Now.AddDays(-8)),
            new CaseFrameDto("gone", "challenge", "nod", Now.AddDays(-8)),
        ]);

    internal static IReadOnlyList<CaseEventDto> Events(bool proposed)
    {
        List<CaseEventDto> events =
        [
            new(1, "opened", null, Now.AddDays(-9), new TextDto("比对发现疑点，立案", "Opened by a finding"), null),
            new(2, "assigned", "zhao-01", Now.AddDays(-8), new TextDto("分派给 qian-02", "Assigned to qian-02"), null),
            new(3, "contacted", KnownCases.Colleague, Now.AddDays(-6), new TextDto("电话：亲属确认丧失", "Phone: family confirms the loss"), "其子称老人 10 月 28 日去世，已办理火化，愿到窗口提交材料。"),
        ];
        if (proposed)
        {
            events.Add(new(4, "investigated", KnownCases.Colleague, Now.AddDays(-2), new TextDto("调查记录：确认丧失资格", "Investigation: loss confirmed"), "核对火化与户籍注销两个来源，号码、姓名、出生日期一致；电话向其子核实。"));
            events.Add(new(5, "proposed", KnownCases.Colleague, Now.AddDays(-1), new TextDto("提出处理意见：停止发放", "Proposed: terminate"), null));
        }

        return events;
    }

    internal static ProposalDto Proposal() => new(
        BenefitMeasure.Terminate, "death", new TextDto("死亡", "Death"), Basis, "两个来源一致，亲属确认，有调查记录。", new DateOnly(2026, 12, 1), KnownCases.Colleague, Now.AddDays(-1),
        [
            new LegalRequirementDto("investigation", new TextDto("有调查核实记录", "An investigation is on record"), true),
            new LegalRequirementDto("twoSourcesOrMet", new TextDto("两个独立来源，或已联系、走访", "Two independent sources, or the person was met"), true),
            new LegalRequirementDto("noticeWaited", new TextDto("通知已送达并等满期限", "A notice was sent and waited for"), true, new DateOnly(2026, 11, 17)),
            new LegalRequirementDto("otherApprover", new TextDto("由提出人以外的人复核", "Approved by somebody else"), true),
            new LegalRequirementDto("legalBasis", new TextDto("写明法律依据", "Legal basis stated"), true),
            new LegalRequirementDto("confirmedLoss", new TextDto("调查确认丧失资格", "Loss confirmed"), false),
        ],
        [new TextDto("待遇状态：正常发放", "Benefit: in payment")],
        [new TextDto("待遇状态：停止发放", "Benefit: terminated"), new TextDto("自 2026 年 12 月起", "From December 2026")]);

    /// <summary>A grey square of one pixel: a picture without a face.</summary>
    internal static byte[] Picture { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOYAQAAhgCE5yNjQgAAAABJRU5ErkJggg==");
}
