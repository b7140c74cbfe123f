using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>Result of <c>compare check</c> for machines and for people.</summary>
internal static class CompareCheckReport
{
    /// <summary>With a member <c>error</c>, the first of <c>errors</c>, when a run would be refused.</summary>
    internal static Dictionary<string, object> Document(FeedCheckReport report)
    {
        var document = new Dictionary<string, object>
        {
            ["files"] = report.Files.Select(FileOf),
            ["unclaimed"] = report.Unclaimed,
            ["errors"] = report.Errors.Select(ErrorOf),
        };
        if (report.Errors.Count > 0)
        {
            document["error"] = ErrorOf(report.Errors[0]);
        }

        return document;
    }

    private static object FileOf(CheckedFile f) => new
    {
        f.File,
        f.Descriptor,
        f.Source,
        f.Kind,
        compression = f.IsGzip ? "gzip" : "none",
        f.Encoding,
        f.FirstLine,
        f.ColumnCount,
        columns = f.Columns.Select(c => new { role = Camel(c.Role), c.Position, c.Name, c.FoundBy, c.Notation }),
        rows = f.Rows.Select(r => new { r.Line, values = r.Values.ToDictionary(v => Camel(v.Key), v => v.Value) }),
        f.Read,
        f.Accepted,
        f.Rejected,
        whole = f.IsWhole,
        f.UnusableNumbers,
        unreadable = (f.Unreadable?.Columns ?? []).ToDictionary(c => Camel(c.Column), c => c.Rows),
        reasons = f.Reasons.OrderByDescending(r => r.Value).ToDictionary(r => r.Key.ToString(), r => r.Value),
        rejects = f.Rejects.Select(r => new { r.Line, r.Column, r.Reason, message = ReasonText(r.Reason), expected = ExpectedText(r), r.Found }),
        advice = f.Advice.Select(a => new { a.Kind, role = a.Role is { } role ? Camel(role) : null, a.Value, a.Rows, message = AdviceText(a) }),
    };

    private static Dictionary<string, object> ErrorOf(InputError e)
    {
        var error = new Dictionary<string, object> { ["code"] = Camel(e.Code), ["message"] = e.Message };
        foreach (var (name, value) in new (string, object?)[] { ("file", e.File), ("line", e.Line), ("column", e.Column), ("expected", e.Expected), ("found", e.Found) })
        {
            if (value is not null)
            {
                error[name] = value;
            }
        }

        return error;
    }

    /// <param name="withPolicy">whether the descriptors were held against a policy</param>
    internal static void Show(FeedCheckReport report, bool withPolicy, IAnsiConsole console)
    {
        foreach (var file in report.Files)
        {
            Show(file, console);
        }

        foreach (var name in report.Unclaimed)
        {
            Line(console, Strings.Format("CheckUnclaimed", InputWarnings.Unclaimed(name, report.NearlyClaimed, Strings.Language)));
        }

        foreach (var error in report.Errors)
        {
            var lines = CommandContext.Of(error).Lines().ToArray();
            Line(console, Strings.Get("CheckRefused") + lines[0]);
            foreach (var line in lines[1..])
            {
                Line(console, line);
            }
        }

        Line(console, Strings.Get(report.Errors.Count > 0 ? "CheckNotFine" : withPolicy ? "CheckFine" : "CheckFineWithoutPolicy"));
    }

    private static void Show(CheckedFile file, IAnsiConsole console)
    {
        Line(console, $"{file.File}  <- {file.Descriptor} ({file.Source}, {file.Kind}, {file.Encoding}{(file.IsGzip ? ", gzip" : string.Empty)})");
        Line(console, Strings.Format(file.IsWhole ? "CheckCountsWhole" : "CheckCountsSample", file.Read, file.Accepted, file.Rejected));
        var columns = file.Columns.Where(c => file.Rows.Count == 0 || file.Rows[0].Values.ContainsKey(c.Role)).ToArray();
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(Strings.Get("CheckLine"));
        foreach (var c in columns)
        {
            table.AddColumn(Markup.Escape($"{c.Position} {c.Name ?? Strings.Get("CheckUnnamed")} = {Camel(c.Role)}{(c.Notation is null ? string.Empty : $" [{c.Notation}]")}"));
        }

        foreach (var row in file.Rows)
        {
            table.AddRow([$"{row.Line}", .. columns.Select(c => Markup.Escape(row.Values.GetValueOrDefault(c.Role, string.Empty)))]);
        }

        console.Write(table);
        foreach (var r in file.Rejects)
        {
            Line(console, $"  {file.File}:{r.Line}:{r.Column}: {ReasonText(r.Reason)}; {Strings.Expected} {ExpectedText(r)}{(r.Found is null ? string.Empty : $"; {Strings.Found} {r.Found}")}");
        }

        foreach (var (reason, count) in file.Reasons.OrderByDescending(r => r.Value))
        {
            Line(console, $"  {CompareReport.Number(count)} x {ReasonText(reason)}");
        }

        foreach (var line in InputWarnings.Of(file.File, file.Read, file.Unreadable, Strings.Language))
        {
            Line(console, $"  {line}");
        }

        foreach (var advice in file.Advice)
        {
            Line(console, $"  * {AdviceText(advice)}");
        }
    }

    private static void Line(IAnsiConsole console, string text) => console.MarkupLine(Markup.Escape(text));

    private static string ReasonText(RejectReason reason) => Strings.Get($"Reject{reason}");

    private static string ExpectedText(CheckedReject reject) => reject.Expected ?? Strings.Get($"RejectExpected{reject.Reason}");

    private static string AdviceText(CheckAdvice advice) => advice.Kind switch
    {
        CheckAdviceKind.DateNotation => Strings.Format("CheckAdviceDateNotation", advice.Rows, advice.Role is { } role ? Camel(role) : string.Empty, advice.Value),
        CheckAdviceKind.Quoting => Strings.Format("CheckAdviceQuoting", advice.Rows),
        CheckAdviceKind.DeliverAgain => Strings.Format("CheckAdviceDeliverAgain", advice.Rows),
        CheckAdviceKind.RecordInHeader => Strings.Format("CheckAdviceRecordInHeader", advice.Rows),
        CheckAdviceKind.RecordInTrailer => Strings.Format("CheckAdviceRecordInTrailer", advice.Rows),
        _ => throw new ArgumentOutOfRangeException(nameof(advice)),
    };

    private static string Camel<T>(T value)
        where T : struct, Enum => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : string.Empty;
}
