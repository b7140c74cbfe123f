using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Eligibility.Review;

/// <summary>Which closed cases are judged a second time: by a keyed hash of the case id, so that nobody chooses. Pure.</summary>
public static class BlindDraw
{
    /// <returns>whether a closed case is drawn; appeals are a second look themselves, joined cases hold no judgement</returns>
    public static bool IsDrawn(ReviewCase file, ReviewRules rules) =>
        file.State == CaseState.Closed && file.Kind != FindingKind.Appeal && Judged(file.Conclusion!.Value) is not null && Draw(file.Id, rules.Version) * 100 < rules.BlindSharePercent;

    /// <summary>What the conclusion of a case says; null: it judges nothing.</summary>
    public static BlindConclusion? Judged(CaseConclusion conclusion) => conclusion switch
    {
        CaseConclusion.LossConfirmed or CaseConclusion.InspectionFailed => BlindConclusion.Loss,
        CaseConclusion.FindingRefuted or CaseConclusion.RecordOfAnotherPerson or CaseConclusion.CertifiedInPerson
            or CaseConclusion.InspectionPassed or CaseConclusion.Resumed => BlindConclusion.NoLoss,
        CaseConclusion.HandedToInvestigation => BlindConclusion.Undetermined,
        CaseConclusion.AppealUpheld or CaseConclusion.AppealGranted or CaseConclusion.Joined => null,
        _ => throw new ArgumentException($"Conclusion {(int)conclusion} is not known.", nameof(conclusion)),
    };

    /// <summary>A number in 0..1 (1 excluded), the same for the same case under the same rules.</summary>
    private static double Draw(CaseId id, string version) =>
        new AuditSampleHash(SHA256.HashData(Encoding.UTF8.GetBytes($"blind-review/1\n{version}"))).DrawOf(id.Value.ToByteArray(bigEndian: true));
}
