using System.Globalization;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Notices;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>Whether a notice was queued now, or had been on the same day; or the refusal.</summary>
public sealed record DoubtNoticeSent(bool IsNew, Refusal? Refusal);

/// <summary>
/// The caseworker tells the person of the doubt over a channel. One a case, channel and local day: a double click queues nothing twice,
/// and the law counts days anyway. What is queued does not count yet; what the channel took does.
/// </summary>
public sealed class SendDoubtNotice(IEligibilityStore store, CaseSurroundings surroundings, TimeProvider time)
{
    private readonly NoticePlanner _planner = surroundings.Notices ?? throw new ArgumentException("surroundings: expected words for notices, found none.", nameof(surroundings));

    public async Task<DoubtNoticeSent> ExecuteAsync(CaseId id, CaseworkerId by, MessageChannelKind channel, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Cases.FindAsync(id, cancellationToken) is not { } file)
        {
            return new DoubtNoticeSent(false, new CaseUnknown(id));
        }

        var now = time.GetStoredNow();
        var context = await new CaseContexts(work, surroundings).OfAsync(file, by, now, cancellationToken);
        if (RefusalOf(file, by, context) is { } refusal)
        {
            return new DoubtNoticeSent(false, refusal);
        }

        var day = context.Today.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var notice = _planner.ForDoubt(file.Beneficiary, $"{NoticeKind.Doubt}:{id}:{channel}:{day}", channel, now);
        var isNew = await work.Notices.AddAsync(notice, cancellationToken);
        if (isNew)
        {
            await work.CommitAsync(cancellationToken);
        }

        return new DoubtNoticeSent(isNew, null);
    }

    private static Refusal? RefusalOf(ReviewCase file, CaseworkerId by, CaseContext context) =>
        file.State == CaseState.Closed ? new CaseAlreadyClosed(file.Id)
        : file.Kind == FindingKind.Appeal || file.Kind == FindingKind.AliveClaim || file.Kind == FindingKind.AuditSample ? new NoDoubtToTell(file.Id)
        : context.Excluded.Contains(by) ? new ConflictOfInterest(file.Id)
        : file.AssignedTo is null ? new CaseNotAssigned(file.Id)
        : file.AssignedTo != by ? new CaseAssignedToAnother(file.Id)
        : null;
}
