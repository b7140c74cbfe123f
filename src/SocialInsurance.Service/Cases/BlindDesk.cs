using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Platform;
using CaseState = SocialInsurance.Contracts.Cases.CaseState;

namespace SocialInsurance.Service.Cases;

/// <summary>Closed cases that are judged a second time by somebody who does not see how they ended. Thread-safe.</summary>
internal sealed class BlindDesk(PlatformPorts ports, JudgeBlind judge, CaseFiles files)
{
    private const int ShownAtOnce = 20;

    /// <summary>Events that name colleagues or tell the ending.</summary>
    private static readonly HashSet<string> Telling = ["assigned", "proposed", "withdrawn", "approved", "returned", "closed", "reopened", "joined", "investigated", "noted"];

    internal async Task<BlindReviewListDto> ListAsync(StaffAccount account, CancellationToken cancellationToken)
    {
        List<BlindReviewDto> shown = [];
        foreach (var drawn in await ports.Cases!.ListBlindAsync(account.Id, account.Division, ShownAtOnce, cancellationToken))
        {
            if (await files.ReadAsync(account, drawn.Id, cancellationToken) is { } file)
            {
                shown.Add(new BlindReviewDto(drawn.Id.ToString(), Blind(file)));
            }
        }

        return new BlindReviewListDto(shown);
    }

    internal async Task<Refusal?> JudgeAsync(CaseId id, CaseworkerId by, BlindConclusion conclusion, string reason, CancellationToken cancellationToken) =>
        (await judge.ExecuteAsync(id, by, conclusion, reason, cancellationToken)).Refusal;

    /// <summary>The file without conclusion, proposal, benefit, later certification, related cases and the names of colleagues.</summary>
    private static CaseFileDto Blind(CaseFileDto file) => file with
    {
        Case = file.Case with { State = CaseState.Opened, AssignedTo = null, ProposedMeasure = null, ProposedBy = null, LeadCaseId = null, Escalated = false },
        Person = file.Person with { LastCertifiedOn = null, CertifiedUntil = null },
        Benefit = new BenefitDto(BenefitState.InPayment, null, []),
        Evidence = [.. file.Evidence.Select(one => one with { AddedBy = one.AddedBy is null ? null : "*" })],
        Events = [.. file.Events.Where(one => !Telling.Contains(one.Type)).Select(one => one with { By = one.By is null ? null : "*", Text = Nameless(one) })],
        Proposal = null,
        Notices = [],
        Related = [],
        Allowed = [],
        Reasons = [],
        HasLetter = false,
    };

    private static TextDto Nameless(CaseEventDto happened) => happened.By is not { Length: > 0 } name
        ? happened.Text
        : new TextDto(happened.Text.Zh.Replace(name, "*", StringComparison.Ordinal), happened.Text.En.Replace(name, "*", StringComparison.Ordinal));
}
