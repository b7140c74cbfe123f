namespace SocialInsurance.Eligibility.Cases;

/// <summary>A death record that a caseworker found wrong.</summary>
/// <param name="File">file of the record</param>
/// <param name="On">day of the conclusion, UTC</param>
public readonly record struct ReversedDeath(string File, DateOnly On);

/// <summary>What caseworkers found wrong with the sources: it feeds the brake.</summary>
public interface IReversalReader
{
    /// <summary>
    /// Death records whose case a caseworker closed as refuted or as another person's, one entry a case. Possible links are not
    /// among them: there the comparison guessed, not the source.
    /// </summary>
    Task<IReadOnlyList<ReversedDeath>> ReadReversalsAsync(CancellationToken cancellationToken);
}
