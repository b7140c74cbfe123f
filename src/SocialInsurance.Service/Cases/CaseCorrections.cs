using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Cases;

/// <summary>Finds the wrong finding that a closed case put right: without one there is no correction letter. Thread-safe.</summary>
internal sealed class CaseCorrections(PlatformPorts ports)
{
    internal async Task<ReviewCase?> FindAsync(ReviewCase file, BenefitStanding benefit, CancellationToken cancellationToken)
    {
        List<ReviewCase> others = [];
        if (file.State == CaseState.Closed && WrongFinding.IsAskedFor(file))
        {
            foreach (var row in await ports.Cases!.ListOfAsync(file.Beneficiary, cancellationToken))
            {
                if (row.Id != file.Id && await ports.Cases.FindAsync(row.Id, cancellationToken) is { } other)
                {
                    others.Add(other);
                }
            }
        }

        return WrongFinding.Of(file, others, benefit);
    }
}
