using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Service.Cases;

/// <summary>Bodies of commands, checked and turned into commands. Lengths as the contract states them.</summary>
internal static class CaseBodies
{
    private const int ReasonMax = 1000;
    internal const int SummaryMax = 1000;
    private const int InvestigationMin = 10;
    private const int InvestigationMax = 2000;
    private const int ProposalReasonMax = 500;

    internal static CaseAsked Contact(CaseCall call, RecordContactRequest body) =>
        CaseWords.Read<ContactChannel>(body.Channel) is { } channel && CaseWords.Read<ContactResult>(body.Result) is { } result
        && Words(body.Summary, 0, SummaryMax) is { } summary
            ? new CaseAsked(body.Version, new CaseCommand.RecordContact(call.Me, channel, result, body.On, summary))
            : CaseAsked.Malformed;

    internal static CaseAsked Investigation(CaseCall call, RecordInvestigationRequest body) =>
        CaseWords.Read<Established>(body.Established) is { } established && Words(body.Summary, InvestigationMin, InvestigationMax) is { } summary
            ? new CaseAsked(body.Version, new CaseCommand.Investigate(call.Me, established, summary))
            : CaseAsked.Malformed;

    internal static CaseAsked Pause(CaseCall call, PauseCaseRequest body) =>
        Words(body.Reason, 1, ReasonMax) is { } reason ? new CaseAsked(body.Version, new CaseCommand.Pause(call.Me, body.Until, reason)) : CaseAsked.Malformed;

    internal static CaseAsked Note(CaseCall call, NoteCaseRequest body) =>
        Words(body.Text, 1, SummaryMax) is { } text ? new CaseAsked(body.Version, new CaseCommand.Note(call.Me, text)) : CaseAsked.Malformed;

    /// <summary>What the law asks beyond the form of the body is refused by name, not as malformed.</summary>
    internal static CaseAsked Proposal(CaseCall call, ProposeMeasureRequest body)
    {
        var ground = CaseWords.Read<MeasureGround>(body.Ground);
        var nextMonth = new DateOnly(call.Today.Year, call.Today.Month, 1).AddMonths(1);
        return ground is MeasureGround.Death or MeasureGround.Custody or MeasureGround.DuplicateBenefit or MeasureGround.OtherLoss or MeasureGround.SilenceOfData
            && IsCode(body.LegalBasis) && Words(body.Reason, 1, ProposalReasonMax) is { } reason
            && body.EffectiveMonth.Day == 1 && body.EffectiveMonth >= nextMonth
                ? new CaseAsked(body.Version, new CaseCommand.Propose(
                    call.Me, new MeasureProposal(body.Measure.Domain(), ground.Value, body.LegalBasis, reason, body.EffectiveMonth, body.MonthlyAmountFen)))
                : CaseAsked.Malformed;
    }

    internal static CaseAsked Return(CaseCall call, ReasonedStepRequest body) =>
        Words(body.Reason, 1, ReasonMax) is { } reason ? new CaseAsked(body.Version, new CaseCommand.Return(call.Me, reason)) : CaseAsked.Malformed;

    internal static CaseAsked Reopening(CaseCall call, ReasonedStepRequest body) =>
        Words(body.Reason, 1, ReasonMax) is { } reason ? new CaseAsked(body.Version, new CaseCommand.Reopen(call.Me, reason)) : CaseAsked.Malformed;

    internal static CaseAsked Resumption(CaseCall call, ResumeBenefitRequest body) =>
        CaseWords.Read<MeasureGround>(body.Ground) is { } ground && IsCode(body.LegalBasis) && Words(body.Reason, 1, ReasonMax) is { } reason
            ? new CaseAsked(body.Version, new CaseCommand.Resume(call.Me, ground, body.LegalBasis, reason))
            : CaseAsked.Malformed;

    internal static CaseAsked Closing(CaseCall call, CloseCaseRequest body) =>
        CaseWords.Read<CaseConclusion>(body.Conclusion) is { } conclusion && Words(body.Reason, 1, ReasonMax) is { } reason
            ? new CaseAsked(body.Version, new CaseCommand.Close(call.Me, conclusion, reason))
            : CaseAsked.Malformed;

    /// <summary>Trimmed; null: too short, too long, or with control characters other than the end of a line.</summary>
    internal static string? Words(string? text, int least, int most)
    {
        var words = (text ?? string.Empty).Trim();
        return words.Length >= least && words.Length <= most && !words.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? words : null;
    }

    private static bool IsCode(string? text) => text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
