using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Supervision;

/// <summary>What the supervisor's addresses answer. Thread-safe.</summary>
internal sealed class SupervisionDesk(ReadSupervision figures, PlatformPorts ports, TimeProvider clock)
{
    private const int DefaultDays = 30;
    private const int LongestDays = 2 * 366;
    private const int ShownReads = 1000;

    /// <summary>The days that are asked for, inside the region of the account; null when the query is malformed.</summary>
    internal SupervisionScope? ScopeOf(IQueryCollection query, StaffAccount account)
    {
        var until = DayOf(query["until"], ports.LocalDay(clock.GetUtcNow()).AddDays(1));
        var from = DayOf(query["from"], until?.AddDays(-DefaultDays));
        return until is { } after && from is { } first && first < after && after.DayNumber - first.DayNumber <= LongestDays
            ? new SupervisionScope(first, after, ports.LocalOffset, account.Division)
            : null;
    }

    internal async Task<SupervisionDto> ReadAsync(SupervisionScope scope, CancellationToken cancellationToken) =>
        SupervisionAnswers.Of(scope, await figures.ExecuteAsync(scope, cancellationToken)) with { StoredFaces = Write(await ports.Reader.ReadStoredFacesAsync(cancellationToken)) };

    private static StoredFacesDto Write(StoredFaces faces) =>
        new(faces.Count, JsonNamingPolicy.CamelCase.ConvertName(faces.Notice.ToString()), ServiceTexts.Get($"StoredFaces{faces.Notice}"));

    internal async Task<RecountDto> RecountAsync(SupervisionScope scope, CancellationToken cancellationToken)
    {
        var recounted = await figures.RecountAsync(scope, cancellationToken);
        List<RecountLineDto> lines = [.. recounted.Tally.Against(recounted.Shown).Select(line => new RecountLineDto(line.Name, line.Shown, line.Recounted))];
        if (!recounted.Log.Ok)
        {
            lines.Insert(0, new RecountLineDto("log", (await ports.AuditLog.ReadHeadAsync(cancellationToken)).Size, recounted.Log.Size));
        }

        return new RecountDto(
            recounted.Log.Ok && lines.TrueForAll(line => line.Shown == line.Recounted),
            lines,
            [.. RecountTally.NotInLog.Select(name => new NotRecountedDto(name, ServiceTexts.Get(ReasonKeyOf(name))))]);
    }

    internal ReleaseResult Release(ReleaseFeedRequest request, CaseworkerId by)
    {
        var runs = SupervisionSetup.RunsOf(ports, clock);
        return request.IsGone
            ? runs.LetGo(request.Run, request.Feed, request.Delivery ?? string.Empty, request.Reason, by)
            : runs.Release(request.Run, request.Feed, request.Delivery, request.Reason, by);
    }

    /// <summary>Readings about people of other regions are left out; those about nobody in particular are not.</summary>
    internal async Task<StaffReadListDto> ListReadsAsync(StaffAccount account, CancellationToken cancellationToken)
    {
        List<StaffReadDto> shown = [];
        var reads = ports.StaffReads is { } reader ? await reader.ListReadsAsync(null, ShownReads, cancellationToken) : [];
        foreach (var read in reads)
        {
            if (account.Division.Length == 0 || await IsInsideAsync(account, read.Subject, cancellationToken))
            {
                shown.Add(new StaffReadDto(read.Account.Value, JsonNamingPolicy.CamelCase.ConvertName(read.Kind.ToString()), read.Subject, read.Reason, read.RecordedAt));
            }
        }

        return new StaffReadListDto(shown);
    }

    /// <summary><c>load.due</c>: NotRecountedLoadDue.</summary>
    private static string ReasonKeyOf(string name) =>
        $"NotRecounted{string.Concat(name.Split('.').Select(part => char.ToUpperInvariant(part[0]) + part[1..]))}";

    private async Task<bool> IsInsideAsync(StaffAccount account, string subject, CancellationToken cancellationToken) =>
        !Eligibility.Beneficiaries.BeneficiaryId.TryCreate(subject, out var id)
        || await ports.Identities.FindAsync(id, cancellationToken) is not { } person
        || account.Covers(person.DivisionCode);

    private static DateOnly? DayOf(string? text, DateOnly? otherwise) => string.IsNullOrEmpty(text)
        ? otherwise
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 3000 ? day : null;
}
