using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Eligibility.FeedEvents;

/// <param name="Events">rows written</param>
/// <param name="Descriptor">name of the <c>*.feed.yaml</c></param>
public sealed record ExportedFeed(string Source, FeedEventKind Kind, string File, string Descriptor, long Events);

/// <summary>
/// Writes stored events as files that a comparison reads: for each source one CSV in the order of acceptance with its
/// descriptor. The same events give the same bytes; a later export of everything only adds lines at the end, so that file and
/// line remain the place of a record.
/// </summary>
public sealed class ExportFeedEvents(IFeedEventReader events, IPartnerReader partners)
{
    private const int PageSize = 10_000;

    /// <param name="folder">made when missing; files of an earlier export are replaced, each at once</param>
    /// <param name="since">events accepted at this instant or later; null for all</param>
    /// <param name="sinceDay">names the files of a part; null for all</param>
    /// <exception cref="Comparison.InputRefusedException">the folder cannot be written</exception>
    public async Task<IReadOnlyList<ExportedFeed>> ExecuteAsync(
        string folder, DateTimeOffset? since, DateOnly? sinceDay, Action<long> progress, CancellationToken cancellationToken)
    {
        var known = await partners.ListAsync(cancellationToken);
        using var files = new FeedEventFiles(folder, known, sinceDay);
        var (after, written) = (-1L, 0L);
        while (await events.ReadAsync(after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var stored in page.Where(stored => since is null || stored.RecordedAt >= since))
            {
                files.Add(stored);
                written++;
            }

            after = page[^1].AuditSequence;
            progress(written);
        }

        return files.Publish();
    }
}
