using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Partners;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>events export</c>: what partners pushed, as feeds that <c>compare run</c> reads.</summary>
internal static class EventsCommand
{
    /// <summary>A day begins by the same offset as in the service.</summary>
    private static readonly TimeSpan LocalOffset = TimeSpan.FromHours(8);

    private static readonly Option<string> Out = new("--out") { Description = Strings.Get("OptionEventsOut"), Required = true };
    private static readonly Option<string?> Since = new("--since") { Description = Strings.Get("OptionEventsSince") };

    internal static Command Create()
    {
        var help = CommandContext.Help(
            "EventsExportHelp", "events export --data sicert-data --out feeds", "events export --data sicert-data --out feeds --since 2026-10-01");
        var export = new Command("export", help) { AuditCommand.Data, Out, Since };
        export.Handle(async (parsed, terminal, cancellation) =>
        {
            DateOnly? day = parsed.GetValue(Since) is { } text ? CompareCommand.ParseDate(text) : null;
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var total = (await storage.FeedEvents.CountAsync(cancellation)).Accepted;
            using var line = terminal.Progress();
            var exported = await new ExportFeedEvents(storage.FeedEvents, storage.Partners).ExecuteAsync(
                parsed.GetRequiredValue(Out),
                day is { } first ? new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), LocalOffset) : null,
                day,
                written => line.Report(Strings.Get("PhaseEvents"), written, total, Strings.Get("UnitEvents")),
                cancellation);
            line.Clear();
            terminal.Result(Document(parsed.GetRequiredValue(Out), exported), console => Show(exported, console));
            return ExitCode.Positive;
        });
        return new Command("events", Strings.Get("EventsHelp")) { export };
    }

    private static object Document(string folder, IReadOnlyList<ExportedFeed> exported) => new
    {
        @out = folder,
        events = exported.Sum(feed => feed.Events),
        files = exported.Select(feed => new { source = feed.Source, kind = FeedGrantText.Of(feed.Kind), file = feed.File, descriptor = feed.Descriptor, events = feed.Events }),
    };

    private static void Show(IReadOnlyList<ExportedFeed> exported, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(Strings.Get("ColumnSource"), Strings.Get("ColumnFile"), Strings.Get("ColumnEvents"));
        foreach (var feed in exported)
        {
            table.AddRow(feed.Source, feed.File, CompareReport.Number(feed.Events));
        }

        console.Write(table);
    }
}
