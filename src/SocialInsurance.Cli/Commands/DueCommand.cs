using System.CommandLine;
using System.Globalization;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Scheduling;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>due load</c>: how many people fall due in each month, and how uneven that is.</summary>
internal static class DueCommand
{
    /// <summary>A day begins by the same offset as in the service.</summary>
    private static readonly TimeSpan LocalOffset = TimeSpan.FromHours(8);

    internal static Command Create()
    {
        var load = new Command("load", CommandContext.Help("DueLoadHelp", "due load --data sicert-data", "due load --data sicert-data --json")) { AuditCommand.Data };
        load.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var today = DateOnly.FromDateTime(TimeProvider.System.GetStoredNow().ToOffset(LocalOffset).DateTime);
            var found = DueLoad.Of(await storage.Due.CountByMonthAsync(cancellation), today);
            terminal.Result(
                new
                {
                    overdue = found.Overdue,
                    unknown = found.Unknown,
                    later = found.Later,
                    mean = Math.Round(found.Mean, 1),
                    peak = found.Peak,
                    peakToMean = Math.Round(found.PeakToMean, 3),
                    months = found.Months.Select(month => new { month = Text(month.Month), people = month.People }),
                },
                console => Show(found, console));
            return ExitCode.Positive;
        });
        return new Command("due", Strings.Get("DueHelp")) { load };
    }

    private static void Show(DueLoad load, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(Strings.Get("ColumnMonth"), Strings.Get("ColumnPeople"), string.Empty);
        foreach (var month in load.Months)
        {
            table.AddRow(Text(month.Month), CompareReport.Number(month.People), new string('█', load.Peak == 0 ? 0 : (int)Math.Round(40.0 * month.People / load.Peak)));
        }

        console.Write(table);
        console.MarkupLine(Markup.Escape(Strings.Format("DueLoadSummary", load.Overdue, load.Unknown, load.Later, load.PeakToMean.ToString("F2", CultureInfo.InvariantCulture))));
    }

    private static string Text(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
