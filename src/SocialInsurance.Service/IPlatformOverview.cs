using SocialInsurance.Contracts.Overview;

namespace SocialInsurance.Service;

/// <summary>The port through which the host reads the public numbers. Implementations are called by one caller at a time.</summary>
public interface IPlatformOverview
{
    /// <summary>Reads the present numbers. Throws when the stores do not answer; the text of the exception reaches no client.</summary>
    ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken);
}
