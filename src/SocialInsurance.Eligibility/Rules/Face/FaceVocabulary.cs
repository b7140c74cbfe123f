namespace SocialInsurance.Eligibility.Rules;

/// <summary>How a face session ends. Every path ends certified or with a person who helps.</summary>
public enum FaceOutcome
{
    /// <summary>Certified.</summary>
    Certified = 1,
    /// <summary>Not yet; the person may try again, with advice.</summary>
    RetryAllowed = 2,
    /// <summary>A caseworker takes over; nothing is stopped.</summary>
    ReferToCaseworker = 3,
}

/// <summary>Why a session gave no usable sample.</summary>
public enum FaceAcquisitionFailure
{
    /// <summary>A usable sample was taken.</summary>
    None = 0,
    /// <summary>No face in view.</summary>
    NoFace = 1,
    /// <summary>Several faces and none clearly the person's.</summary>
    SeveralFaces = 2,
    /// <summary>Too dark.</summary>
    TooDark = 3,
    /// <summary>Too bright or against the light.</summary>
    TooBright = 4,
    /// <summary>Blurred.</summary>
    Blurred = 5,
    /// <summary>The face is too far away.</summary>
    TooFar = 6,
    /// <summary>The face is too near or cut off.</summary>
    TooNear = 7,
    /// <summary>The face was never frontal.</summary>
    NotFrontal = 8,
    /// <summary>Part of the face is covered.</summary>
    Covered = 9,
    /// <summary>The connection broke or time ran out.</summary>
    Interrupted = 10,
    /// <summary>No enrolled reference to compare with; trying again cannot help.</summary>
    NoReference = 11,
}

/// <summary>Reason of a face decision; each has advice in <see cref="FaceAdvice"/>.</summary>
public enum FaceReason
{
    /// <summary>No face in view.</summary>
    NoFace = 1,
    /// <summary>Several faces.</summary>
    SeveralFaces = 2,
    /// <summary>Too dark.</summary>
    TooDark = 3,
    /// <summary>Too bright.</summary>
    TooBright = 4,
    /// <summary>Blurred.</summary>
    Blurred = 5,
    /// <summary>Too far away.</summary>
    TooFar = 6,
    /// <summary>Too near.</summary>
    TooNear = 7,
    /// <summary>Never frontal.</summary>
    NotFrontal = 8,
    /// <summary>Partly covered.</summary>
    Covered = 9,
    /// <summary>Interrupted.</summary>
    Interrupted = 10,
    /// <summary>No enrolled reference: a caseworker helps at once.</summary>
    NoReference = 11,
    /// <summary>The asked movements were not all seen.</summary>
    ChallengeNotPassed = 12,
    /// <summary>Too few frontal frames to judge a presentation attack.</summary>
    PadTooFewFrames = 13,
    /// <summary>The picture does not look like a person before the camera.</summary>
    PadFailed = 14,
    /// <summary>Attack detection is unsure: a caseworker looks.</summary>
    PadUnsure = 15,
    /// <summary>The comparison is unsure.</summary>
    ComparisonUnsure = 16,
    /// <summary>The comparison is a non-match.</summary>
    NonMatch = 17,
    /// <summary>No usable score came in; a machine fault, a caseworker helps.</summary>
    ScoreUnusable = 18,
    /// <summary>Frames were injected or made: a caseworker looks.</summary>
    SampleInjected = 19,
    /// <summary>All attempts are used.</summary>
    AttemptsExhausted = 20,
    /// <summary>The comparison is unsure and the reference's picture is old: a caseworker looks.</summary>
    ReferenceOld = 21,
}
