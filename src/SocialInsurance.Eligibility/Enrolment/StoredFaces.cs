namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>How the number of stored faces stands to the filing duty. Not stored.</summary>
public enum StoredFaceNotice
{
    /// <summary>Far below.</summary>
    None = 0,

    /// <summary>The filing should be prepared.</summary>
    PrepareFiling = 1,

    /// <summary>The filing duty has begun.</summary>
    FilingDue = 2,
}

/// <summary>
/// Limits of stored faces. Legal basis of the duty: 人脸识别技术应用安全管理办法 (in force 2025-06-01), filing with the
/// cyberspace administration from 100,000 stored faces; the first limit is ours.
/// </summary>
public sealed record StoredFaceLimits
{
    /// <summary>The number of the law: our limits may be lower, never higher.</summary>
    public const long LegalFilingAt = 100_000;

    /// <summary>Faces from which the filing should be prepared; default 80,000.</summary>
    public long PrepareFilingAt { get; init; } = 80_000;

    /// <summary>Faces from which the filing is due; default 100,000.</summary>
    public long FilingDueAt { get; init; } = LegalFilingAt;
}

/// <summary>The counter of stored faces.</summary>
public readonly record struct StoredFaces(long Count, StoredFaceNotice Notice)
{
    public static StoredFaces Of(long count, StoredFaceLimits limits) => new(
        count,
        count >= limits.FilingDueAt ? StoredFaceNotice.FilingDue
            : count >= limits.PrepareFilingAt ? StoredFaceNotice.PrepareFiling
            : StoredFaceNotice.None);
}
