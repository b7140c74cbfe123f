using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>
/// What a confirmation of life and a granted appeal have in common, inside their transaction: doubts refuted, payment resumed with back
/// pay, everybody told who was told the wrong fact, the person told of the correction.
/// </summary>
/// <param name="deaths">from <see cref="DeathsOfAsync"/></param>
internal sealed class PutRight(
    IEligibilityWork work, CaseSurroundings surroundings, ILookup<CaseId, ReportedDeath> deaths, CaseworkerId by, DateTimeOffset now)
{
    private readonly List<CaseEvent> _events = [];
    private readonly List<ReviewCase> _refuted = [];
    private readonly List<ReviewCase> _closed = [];

    /// <summary>Cases closed by it, as they stand now; the refuted ones are among them.</summary>
    public IReadOnlyList<ReviewCase> Closed => _closed;

    public BenefitChanged? Resumption { get; private set; }

    /// <summary>Read before the transaction: it may read large files, and everybody else who writes would wait.</summary>
    public static async Task<ILookup<CaseId, ReportedDeath>> DeathsOfAsync(
        CaseSurroundings surroundings, BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        surroundings.Deaths is { } reported
            ? await reported.OfAsync(beneficiary, cancellationToken)
            : Enumerable.Empty<ReportedDeath>().ToLookup(static _ => default(CaseId));

    /// <summary>Refutes a case, open or closed; one that went on elsewhere or says so already stays.</summary>
    public void Overturn(ReviewCase file, string reason)
    {
        if (CaseDecider.Overturn(file, by, reason, now) is { Count: > 0 } happened)
        {
            _refuted.Add(Follow(file, happened));
        }
    }

    /// <summary>Closes an open case that is no doubt but is done.</summary>
    public void Finish(ReviewCase file, CaseConclusion conclusion, string reason) => Follow(file, CaseDecider.Refute(file, by, conclusion, reason, now));

    /// <summary>Resumes with back pay, because the stop was wrong.</summary>
    public async Task ResumeAsync(BenefitStanding benefit, CaseId file, CancellationToken cancellationToken)
    {
        var context = new CaseContext(benefit, [], surroundings.RulesAt(surroundings.LocalDay(now)), surroundings.LocalDay(now), new HashSet<CaseworkerId>());
        var basis = context.Rules.LegalBases.First(one => one.Carries(BenefitMeasure.Resume, MeasureGround.Alive));
        Resumption = BenefitLaw.Resume(benefit, file, MeasureGround.Alive, basis.Code, by, context, now).Change;
        if (Resumption is not null)
        {
            await work.Benefits.AddAsync(Resumption, cancellationToken);
            await work.FactMessages.AddAsync(FactMessages.Of(Resumption), cancellationToken);
        }
    }

    /// <summary>Stores what happened and tells whoever must know. Once, at the end.</summary>
    /// <param name="about">names the correction for ever, for the notice: 1..64 of [A-Za-z0-9-]</param>
    public async Task WriteAsync(BeneficiaryId beneficiary, string about, CancellationToken cancellationToken)
    {
        await work.Cases.AddAsync(_events, cancellationToken);
        await work.Cases.ScheduleAsync([.. _closed.Select(file => new CaseDeadline(file.Id, null))], cancellationToken);
        if (_refuted.Count == 0)
        {
            return;
        }

        var audience = new FactAudience(
            await work.FactMessages.ReadReceiversAsync(beneficiary, cancellationToken),
            await work.Partners.ReadAskersAsync(beneficiary, _refuted.Min(file => file.OpenedAt), cancellationToken));
        foreach (var message in FactMessages.OfRefuted(_refuted, deaths, audience, now))
        {
            await work.FactMessages.AddAsync(message, cancellationToken);
        }

        if (surroundings.Notices?.For(NoticeKind.Corrected, beneficiary, $"{NoticeKind.Corrected}:{about}", null, now) is { } notice)
        {
            await work.Notices.AddAsync(notice, cancellationToken);
        }
    }

    private ReviewCase Follow(ReviewCase file, IReadOnlyList<CaseEvent> happened)
    {
        _events.AddRange(happened);
        var after = happened.Aggregate(file, static (before, next) => before.Apply(next));
        _closed.Add(after);
        return after;
    }
}
