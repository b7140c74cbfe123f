using SocialInsurance.Contracts.Overview;

namespace SocialInsurance.Service.Tests;

/// <summary>Numbers that no code computes, so that a page that shows them has read them.</summary>
public static class KnownOverview
{
    public const string RootHash = "3f9a1c7e5b2d4860a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667ab";

    public static OverviewDto Create() => new(
        new DateTimeOffset(2026, 10, 31, 1, 30, 0, TimeSpan.Zero),
        Beneficiaries: 20_413,
        AsOf: new DateOnly(2026, 10, 31),
        PolicyVersion: "2026.10",
        new SilentCertificationDto(
            Certified: 17_356,
            NotDue: 1_904,
            FaceRequired: 1_067,
            Review: 86,
            CertifiedShareOfDue: 0.9377,
            new RecordCountsDto(Read: 431_207, Accepted: 430_951, Rejected: 256),
            [
                new FeedDto("medical-visits", "医疗保障局", 182_344, 182_301, 43),
                new FeedDto("bus-cards", "交通运输局", 171_020, 170_888, 132),
                new FeedDto("vaccination", "卫生健康委员会", 64_511, 64_470, 41),
                new FeedDto("household-deregistration", "公安局", 8_120, 8_109, 11),
                new FeedDto("cremation", "民政局", 5_212, 5_183, 29),
            ]),
        new FaceChannelDto(Certified: 731, Refused: 58, Referred: 14),
        new ReviewCasesDto(
            86,
            [
                new ReviewKindDto("DeathCorroborated", RiskColour.Red, 31),
                new ReviewKindDto("DeathContradicted", RiskColour.Red, 9),
                new ReviewKindDto("CustodialSentence", RiskColour.Red, 6),
                new ReviewKindDto("DeathSuspected", RiskColour.Yellow, 27),
                new ReviewKindDto("DuplicateBenefit", RiskColour.Yellow, 8),
                new ReviewKindDto("InvalidDocumentNumber", RiskColour.Blue, 5),
            ]),
        new AuditDto(Ok: true, Size: 21_230, RootHash, AuditState.Whole),
        new ExplainedDecisionDto(
            "B-7f3a09",
            Outcome.Certified,
            "C-PRESENT-1",
            "近一年内有本人到场的就诊记录，生存状态已确认。",
            "A visit to a clinic in person within the last year confirms that the person is alive.",
            [
                new EvidenceDto("medical-visits", new DateOnly(2026, 9, 18), "medical-visits.csv", 48_213, "personPresent"),
                new EvidenceDto("bus-cards", new DateOnly(2026, 10, 12), "bus-cards.csv", 1_097, "account"),
            ]));

    /// <summary>Before the first run.</summary>
    public static OverviewDto CreateEmpty() => new(
        new DateTimeOffset(2026, 10, 31, 1, 30, 0, TimeSpan.Zero),
        0,
        AsOf: null,
        PolicyVersion: null,
        new SilentCertificationDto(0, 0, 0, 0, null, new RecordCountsDto(0, 0, 0), []),
        new FaceChannelDto(0, 0, 0),
        new ReviewCasesDto(0, []),
        new AuditDto(true, 0, string.Empty, AuditState.Whole),
        null);
}
