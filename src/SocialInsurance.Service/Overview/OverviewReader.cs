using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Metrics;

namespace SocialInsurance.Service.Overview;

/// <summary>One reading of the overview as it goes over the wire.</summary>
/// <param name="Json">UTF-8; never changed</param>
/// <param name="ETag">strong validator over the bytes, quoted</param>
internal sealed record OverviewDocument(byte[] Json, string ETag);

/// <summary>
/// Reads the overview through the port, at most one reading at a time and at most one in the lifetime of
/// <see cref="ServiceOptions.OverviewLifetime"/>, so that a crowd of pages costs the stores as much as one page. Thread-safe.
/// </summary>
internal sealed class OverviewReader(
    IPlatformOverview overview,
    ServiceOptions options,
    ServiceMeter meter,
    ILogger<OverviewReader> logger) : IDisposable
{
    // a store that hangs must not hang the health check with it
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private (OverviewDocument? Document, long ReadAt, bool Valid) _last;
    private bool _failing;
    private bool _warned;

    /// <returns>the document, or null when the stores do not answer</returns>
    internal async ValueTask<OverviewDocument?> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_last.Valid || options.Clock.GetElapsedTime(_last.ReadAt) >= options.OverviewLifetime)
            {
                var document = await ReadThroughAsync(cancellationToken);
                _last = (document, options.Clock.GetTimestamp(), true);
            }

            return _last.Document;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async ValueTask<OverviewDocument?> ReadThroughAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var read = await overview.ReadAsync(either.Token);
            var json = JsonSerializer.SerializeToUtf8Bytes(read, ContractsJson.Default.OverviewDto);
            Remember(failed: false);
            WarnOf(read.Audit);
            return new OverviewDocument(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"");
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            ServiceLog.OverviewFailed(logger, fault.GetType().FullName!, fault.StackTrace);
            Remember(failed: true);
            return null;
        }
    }

    /// <summary>Once: the verdict stands until the host starts again.</summary>
    private void WarnOf(AuditDto audit)
    {
        if (audit.State == AuditState.Damaged && !_warned)
        {
            ServiceLog.AuditDamaged(logger, audit.Size);
            _warned = true;
        }
    }

    private void Remember(bool failed)
    {
        meter.OverviewRead(failed);
        if (_failing && !failed)
        {
            ServiceLog.OverviewRecovered(logger);
        }

        _failing = failed;
    }
}
