using System.Diagnostics;

namespace SocialInsurance.Cli.Output;

/// <summary>
/// One line of progress on standard error with rate and time left, for phases that take over two seconds.
/// On a terminal the line is redrawn; in a log a line is written at most every five seconds.
/// Thread-safe.
/// </summary>
internal sealed class ProgressLine(TextWriter error, bool interactive) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly TimeSpan _interval = interactive ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(5);
    private string _phase = string.Empty;
    private long _phaseStart = Stopwatch.GetTimestamp();
    private long _lastDrawn;
    private int _drawnWidth;

    /// <param name="total">0 when the end is not known.</param>
    internal void Report(string phase, long done, long total, string unit)
    {
        lock (_gate)
        {
            if (phase != _phase)
            {
                (_phase, _phaseStart) = (phase, Stopwatch.GetTimestamp());
            }

            var elapsed = Stopwatch.GetElapsedTime(_phaseStart);
            if (elapsed >= Patience && Stopwatch.GetElapsedTime(_lastDrawn) >= _interval)
            {
                _lastDrawn = Stopwatch.GetTimestamp();
                Draw(Describe(phase, done, total, unit, elapsed));
            }
        }
    }

    public void Dispose() => Clear();

    /// <summary>Takes the line off the terminal, so that a result can be written where it stood.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            if (interactive && _drawnWidth > 0)
            {
                error.Write('\r' + new string(' ', _drawnWidth) + '\r');
                _drawnWidth = 0;
            }
        }
    }

    internal static string Describe(string phase, long done, long total, string unit, TimeSpan elapsed)
    {
        var rate = done / Math.Max(elapsed.TotalSeconds, 0.001);
        var line = $"{phase}  {done:N0} {unit}  {rate:N0} {unit}/s";
        if (total <= 0 || done <= 0)
        {
            return line;
        }

        var left = TimeSpan.FromSeconds(Math.Max(0, total - done) / Math.Max(rate, 0.001));
        return $"{line}  {100.0 * done / total:N0} %  ETA {left:mm\\:ss}";
    }

    private void Draw(string line)
    {
        if (!interactive)
        {
            error.WriteLine(line);
            return;
        }

        error.Write('\r' + line.PadRight(_drawnWidth));
        _drawnWidth = line.Length;
    }
}
