namespace SocialInsurance.Contracts.Overview;

/// <summary>What is known of the append-only log; written in lower case.</summary>
public enum AuditState
{
    /// <summary>It is being verified for the first time since this instance started.</summary>
    Verifying = 0,

    /// <summary>Every entry up to the stated size is the one that was written.</summary>
    Whole = 1,

    /// <summary>An entry or its record is not.</summary>
    Damaged = 2,
}
