namespace SocialInsurance.Contracts.Overview;

/// <summary>How a comparison run ended for one beneficiary; written by name. There is no outcome that stops a payment.</summary>
public enum Outcome
{
    /// <summary>Evidence sufficed; nothing was asked of the person.</summary>
    Certified = 1,

    /// <summary>The running period has not ended.</summary>
    NotDue = 2,

    /// <summary>Evidence did not suffice; the person certifies by face, at a window or at home.</summary>
    FaceRequired = 3,

    /// <summary>A finding waits for a caseworker.</summary>
    Review = 4,
}
