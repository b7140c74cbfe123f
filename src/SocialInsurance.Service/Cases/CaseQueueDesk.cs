using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Cases;

/// <summary>The queue and its numbers, inside the region of the account. Thread-safe.</summary>
internal sealed class CaseQueueDesk(PlatformPorts ports, CaseSurroundings surroundings, TimeProvider clock)
{
    /// <summary>Null: the query is malformed.</summary>
    internal async Task<CaseQueueDto?> ListAsync(StaffAccount account, IQueryCollection query, CancellationToken cancellationToken)
    {
        var moments = MomentsOf(clock.GetUtcNow());
        if (CaseQueueQuery.Read(query, account, moments) is not { } filter)
        {
            return null;
        }

        var office = OfficeTime.Of(surroundings, moments.Now);
        var window = await ports.Cases!.ListAsync(filter, cancellationToken);
        var people = await ports.Identities.FindManyAsync([.. window.Rows.Select(row => row.Beneficiary)], cancellationToken);
        return new CaseQueueDto(
            window.Total,
            filter.Offset,
            [.. window.Rows.Select(row => CaseParts.RowOf(row, people.GetValueOrDefault(row.Beneficiary)?.Name, moments.Now, office))]);
    }

    internal async Task<CaseCountsDto> CountAsync(StaffAccount account, CancellationToken cancellationToken)
    {
        var moments = MomentsOf(clock.GetUtcNow());
        var counts = await ports.Cases!.CountAsync(account.Division, account.Id, moments.Now, moments.EndOfDay, cancellationToken);
        return new CaseCountsDto(
            counts.Open,
            counts.Mine,
            counts.Unassigned,
            counts.Overdue,
            counts.DueToday,
            counts.Red,
            counts.Yellow,
            counts.Blue,
            counts.WaitingForApproval,
            counts.Appeals,
            [.. counts.Kinds.OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key.Code, StringComparer.Ordinal)
                .Select(kind => new CaseKindCountDto(kind.Key.Code, CaseTexts.KindOf(kind.Key), kind.Value))]);
    }

    private QueueMoments MomentsOf(DateTimeOffset now)
    {
        var local = now.ToOffset(ports.LocalOffset);
        return new QueueMoments(now, new DateTimeOffset(local.Date.AddDays(1), ports.LocalOffset));
    }
}
