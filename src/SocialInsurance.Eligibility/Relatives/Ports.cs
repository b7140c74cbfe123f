using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Relatives;

/// <summary>Links inside a transaction.</summary>
public interface IRelativeRecords
{
    /// <summary>Links that have not ended, oldest first.</summary>
    Task<IReadOnlyList<RelativeLink>> ListOfHelperAsync(HelperId helper, CancellationToken cancellationToken);

    /// <summary>The link while it has not ended; null otherwise.</summary>
    Task<RelativeLink?> FindLinkAsync(LinkId id, CancellationToken cancellationToken);

    /// <summary>Seals the identity and stores.</summary>
    Task AddLinkAsync(NewRelativeLink link, CancellationToken cancellationToken);

    Task AddUnlinkingAsync(RelativeUnlinking unlinking, CancellationToken cancellationToken);

    Task AddActAsync(RelativeAct act, CancellationToken cancellationToken);
}

/// <summary>Links as they stand. Safe on any thread.</summary>
public interface IRelativeReader
{
    /// <summary>Links that have not ended, oldest first.</summary>
    Task<IReadOnlyList<RelativeLink>> ReadLinksAsync(HelperId helper, CancellationToken cancellationToken);
}
