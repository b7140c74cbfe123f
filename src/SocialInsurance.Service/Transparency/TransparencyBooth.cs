using System.Security.Cryptography;
using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Transparency;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Supervision;

namespace SocialInsurance.Service.Transparency;

/// <param name="Json">UTF-8; never changed</param>
/// <param name="ETag">strong validator over the bytes, quoted</param>
internal sealed record TransparencyDocument(byte[] Json, string ETag);

/// <summary>Makes the public's page at most once an hour, one reading at a time, whoever asks. Thread-safe.</summary>
internal sealed class TransparencyBooth(PlatformPorts ports, TimeProvider clock) : IDisposable
{
    internal const int MinimumCount = 10;
    internal const int ShownMonths = 24;

    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private TransparencyDocument? last;
    private DateTimeOffset madeAt;

    internal async Task<TransparencyDocument> ReadAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            // a clock that was set back must not keep an old page for ever
            if (last is null || now - madeAt >= Lifetime || now < madeAt)
            {
                last = await MakeAsync(now, cancellationToken);
                madeAt = now;
            }

            return last;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<TransparencyDocument> MakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = ports.LocalDay(now);
        var counts = await ports.Transparency!.ReadCountsAsync(
            new TransparencyScope(new DateOnly(today.Year, today.Month, 1), ShownMonths, ports.LocalOffset), cancellationToken);
        var page = Of(PublicFigures.Of(counts, MinimumCount, now), now);
        var json = JsonSerializer.SerializeToUtf8Bytes(page, ContractsJson.Default.TransparencyDto);
        return new TransparencyDocument(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"");
    }

    private TransparencyDto Of(PublicFigures figures, DateTimeOffset now) => new(
        ports.Authority,
        now,
        MinimumCount,
        [.. figures.Months.Select(month => new TransparencyMonthDto(
            month.Month,
            new CountDto(month.Certified),
            new CountDto(month.Silent),
            new CountDto(month.Face),
            new CountDto(month.InPerson),
            month.SilentShare,
            new CountDto(month.CasesOpened),
            new CountDto(month.CasesClosed),
            new CountDto(month.Refuted),
            new CountDto(month.Suspended),
            new CountDto(month.Resumed),
            new CountDto(month.AppealsGranted)))],
        [.. figures.Errors.Select(band => new AgeBandErrorDto(
            SupervisionAnswers.Camel(band.Measure),
            ServiceTexts.Get($"ErrorMeasure{band.Measure}"),
            band.AgeBand,
            new CountDto(band.Errors),
            new CountDto(band.N),
            band.Rate,
            band.Interval?.Low,
            band.Interval?.High))],
        new RestorationDto(new CountDto(figures.Restoration.Restored), figures.Restoration.MedianHours, figures.Restoration.WithinOneDayShare),
        new AvailabilityDto(figures.Availability.Since, figures.Availability.Share));
}
