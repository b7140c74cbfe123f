using System.Globalization;
using System.Text;

namespace SocialInsurance.Service.Metrics;

/// <summary>Prometheus text exposition format 0.0.4. Source: the exposition format page of the Prometheus project.</summary>
internal static class PrometheusText
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    internal static string Write(IEnumerable<InstrumentSeries> series)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in series.GroupBy(NameOf, StringComparer.Ordinal).OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            var first = family.First();
            text.Append("# HELP ").Append(family.Key).Append(' ').Append(EscapeHelp(first.Instrument.Description ?? string.Empty)).Append('\n');
            text.Append("# TYPE ").Append(family.Key).Append(' ').Append(TypeOf(first.Kind)).Append('\n');
            foreach (var one in family.Where(one => one.Kind == first.Kind))
            {
                WriteSamples(text, family.Key, one);
            }
        }

        return text.ToString();
    }

    /// <summary>Labels without the braces, ordered by name; empty when there are none.</summary>
    internal static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return string.Empty;
        }

        var labels = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            var value = Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? string.Empty;
            labels[i] = $"{SafeName(tags[i].Key)}=\"{EscapeLabel(value)}\"";
        }

        Array.Sort(labels, StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    internal static string NameOf(InstrumentSeries series)
    {
        var unit = series.Instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => string.Empty,
        };
        var name = SafeName(series.Instrument.Name);
        if (!name.EndsWith(unit, StringComparison.Ordinal))
        {
            name += unit;
        }

        return series.Kind == SeriesKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static void WriteSamples(StringBuilder text, string name, InstrumentSeries series)
    {
        foreach (var sample in series.Read())
        {
            if (sample.BucketCounts is { } buckets)
            {
                WriteHistogram(text, name, sample, buckets, series.Bounds);
            }
            else
            {
                Line(text, name, sample.Labels, sample.Value);
            }
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, Sample sample, long[] buckets, IReadOnlyList<double> bounds)
    {
        var cumulative = 0L;
        var separator = sample.Labels.Length == 0 ? string.Empty : ",";
        for (var i = 0; i < buckets.Length; i++)
        {
            cumulative += buckets[i];
            var bound = i < bounds.Count ? Number(bounds[i]) : "+Inf";
            Line(text, name + "_bucket", $"{sample.Labels}{separator}le=\"{bound}\"", cumulative);
        }

        Line(text, name + "_sum", sample.Labels, sample.Value);
        Line(text, name + "_count", sample.Labels, sample.Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length != 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string TypeOf(SeriesKind kind) => kind switch
    {
        SeriesKind.Counter => "counter",
        SeriesKind.Gauge => "gauge",
        SeriesKind.Histogram => "histogram",
    };

    private static string SafeName(string name) =>
        string.Create(name.Length, name, static (safe, name) =>
        {
            for (var i = 0; i < name.Length; i++)
            {
                safe[i] = char.IsAsciiLetter(name[i]) || (i > 0 && char.IsAsciiDigit(name[i])) ? name[i] : '_';
            }
        });

    private static string EscapeHelp(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string EscapeLabel(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
