using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Sessions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>Invented people and texts as the service would send them.</summary>
internal static class KnownPeople
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 20, 1, 30, 0, TimeSpan.Zero);

    internal static PersonStatusDto Due() => new(
        "张**", "110105********002X", StandingState.Due,
        new TextDto("请在年底前认证一次，刷脸或找工作人员都行。", "Please certify once before the end of the year, by face or with a caseworker."),
        new DateOnly(2026, 12, 31), new DateOnly(2025, 12, 30), "assisted", [], null, true, 3, null, null, null);

    internal static PersonStatusDto WithoutReference() => Due() with
    {
        HasReference = false,
        Headline = new TextDto("请在2026年12月31日前完成认证：窗口、上门、视频都可以。", "Please certify before 31 December 2026: at a window, at home or by video."),
    };

    internal static PersonStatusDto Silent() => Due() with
    {
        State = StandingState.Certified,
        Headline = new TextDto("您已通过数据比对认证，无需操作", "Certified by comparing data; there is nothing to do"),
        DueOn = new DateOnly(2027, 10, 31),
        LastCertifiedOn = new DateOnly(2026, 10, 31),
        CertifiedBy = "silent",
        Evidence =
        [
            new PersonEvidenceDto(new TextDto("医院就诊记录", "Visit to a clinic"), new DateOnly(2026, 9, 12), new TextDto("本人到场", "in person")),
            new PersonEvidenceDto(new TextDto("老年公交卡刷卡", "Bus card for the elderly"), new DateOnly(2026, 10, 2), new TextDto("本人到场", "in person")),
            new PersonEvidenceDto(new TextDto("医保账户缴费", "Health insurance account"), new DateOnly(2026, 8, 30), new TextDto("账户活动", "account activity")),
        ],
        Receipt = new ReceiptLinkDto("receipt-1", "/receipt?id=receipt-1"),
    };

    internal static PersonStatusDto WithCaseworker() => Due() with
    {
        State = StandingState.WithCaseworker,
        Headline = new TextDto("工作人员正在为您办理，待遇照常发放。", "A caseworker has it; payment goes on."),
        AttemptsLeft = 0,
        Appointment = new AppointmentDto("appointment-1", "homeVisit", new DateOnly(2026, 11, 25), Now),
    };

    internal static PersonStatusDto NotDue() => Due() with
    {
        State = StandingState.NotDue,
        Headline = new TextDto("还没到认证的时间，现在不用办。", "It is not due yet; nothing to do now."),
    };

    internal static PersonStatusDto Returning() => Due() with { FaceConsent = new GivenConsentDto(Consent().Version, Now) };

    internal static ConsentTextDto Consent() => new(
        "face/3",
        new TextDto("刷脸前请您知道", "Before we look at your face"),
        [
            new TextDto("刷脸只用来确认领取待遇的是您本人，不作别的用途。", "Your face is used only to confirm that it is you who receives the benefit."),
            new TextDto("视频画面在认证结束时就删除，只留一份不能还原成照片的特征。", "The pictures are erased when the session ends; only a template that cannot become a photo remains."),
            new TextDto("您可以不同意，也可以随时撤回，不影响领取待遇。", "You may refuse, and you may withdraw at any time; your benefit does not depend on it."),
        ],
        [
            new OtherWayDto("window", new TextDto("到窗口办理", "At a service window"), new TextDto("带上身份证，到社保窗口当面认证。", "Bring your identity card to a window.")),
            new OtherWayDto("homeVisit", new TextDto("请人上门", "At home"), new TextDto("行动不便的，工作人员上门认证。", "A caseworker comes to you.")),
            new OtherWayDto("video", new TextDto("视频通话", "By video call"), new TextDto("和工作人员视频，几分钟就好。", "A few minutes with a caseworker.")),
        ]);

    internal static AccessListDto Accesses() => new(
    [
        new AccessDto("市民政局", "核对高龄津贴", Now),
        new AccessDto("李*（家人）", "帮您办理认证", Now.AddDays(-3)),
    ]);

    internal static HeldListDto Held() => new("retention-2026.1",
    [
        Kind("identity", "姓名、证件号码、出生日期、行政区划", "Name, document number, birth date, region", "用途存续期间（撤回同意或待遇结束为止）", "《社会保险经办条例》：经办待遇所必需，待遇关系存续期间保存", false),
        Kind("references", "人脸特征（加密，不含照片）", "Face template (sealed, no photograph)", "用途存续期间（撤回同意或待遇结束为止）", "您的单独同意（个人信息保护法第二十九条）；撤回同意立即删除", true),
        Kind("contacts", "联系电话；更换后旧号码再保存此期限", "Telephone number; a former one for this term after the change", "6 个月", "通知您认证结果与期限所必需", true),
        Kind("decisions", "认证与待遇决定、核查案件、凭证", "Decisions on certification and benefit, cases, receipts", "依法长期保存", "社会保险业务档案须依法保存，不能应要求删除", false),
    ]);

    internal static ErasedPersonDataDto Erased() => new(true, 1, 0, 0, [.. Held().Kinds.Where(kind => !kind.Erasable)]);

    private static HeldKindDto Kind(string kind, string zh, string en, string term, string basis, bool erasable) =>
        new(kind, new TextDto(zh, en), 1, Now.AddDays(-200), null, new TextDto(term, term), new TextDto(basis, basis), erasable);

    internal static SessionResultDto Certified() => new("Certified", [], 1, 3, new DateOnly(2027, 11, 20), new ReceiptLinkDto("receipt-1", "/receipt?id=receipt-1"));

    internal static SessionResultDto Retry(int attempt = 1) => new(
        "RetryAllowed",
        [
            new SessionReasonDto("TooDark", new TextDto("光线太暗，请开灯或走到亮一点的地方。", "It is too dark. Please turn on a light or move to a brighter place.")),
            new SessionReasonDto("ChallengeNotPassed", new TextDto("动作没有全部看清，请跟着提示慢慢再做一遍。", "Not all movements were seen. Please follow the prompts again, slowly.")),
        ],
        attempt, 3 - attempt, null, null);

    internal static SessionResultDto Referred() => new(
        "ReferToCaseworker",
        [new SessionReasonDto("AttemptsExhausted", new TextDto("不用再试了，工作人员会联系您，也可到窗口或申请上门。", "No need to try again. A caseworker will contact you; a window or a home visit is also possible."))],
        3, 0, null, null);
}
