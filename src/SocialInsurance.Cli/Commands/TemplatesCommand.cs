using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Templates;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>templates status|rotate|retention</c>: keys and retention of the stored faces.</summary>
internal static class TemplatesCommand
{
    private static readonly Option<bool> DropOlder = new("--drop-older") { Description = Strings.Get("OptionDropOlder") };
    private static readonly Option<DateOnly?> AsOf = new("--as-of") { Description = Strings.Get("OptionRetentionAsOf") };

    internal static Command Create() => new("templates", Strings.Get("TemplatesHelp")) { CreateStatus(), CreateRotate(), CreateRetention() };

    private static Command CreateStatus()
    {
        var status = new Command("status", CommandContext.Help("TemplatesStatusHelp", "templates status --data sicert-data")) { AuditCommand.Data };
        status.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var keys = await storage.ReadTemplateKeysAsync(cancellation);
            terminal.Result(
                new { newestKey = keys.NewestKeyId, heldKeys = keys.HeldKeyIds, templates = keys.TemplatesByKey.Values.Sum(), waiting = keys.Waiting },
                console => console.MarkupLine(Markup.Escape(Strings.Format(
                    "TemplatesStatus", keys.TemplatesByKey.Values.Sum(), keys.NewestKeyId, keys.Waiting, string.Join(", ", keys.HeldKeyIds)))));
            return ExitCode.Positive;
        });
        return status;
    }

    private static Command CreateRotate()
    {
        var rotate = new Command("rotate", CommandContext.Help(
            "TemplatesRotateHelp", "templates rotate --data sicert-data", "templates rotate --data sicert-data --drop-older")) { AuditCommand.Data, DropOlder };
        rotate.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            using var line = terminal.Progress();
            var result = await storage.RotateTemplateKeyAsync(parsed.GetValue(DropOlder), new RotationLine(line), cancellation);
            line.Clear();
            terminal.Result(
                new { key = result.KeyId, resumed = result.Resumed, turned = result.Turned, dropped = result.Dropped },
                console => Show(result, console));
            return ExitCode.Positive;
        });
        return rotate;
    }

    private static Command CreateRetention()
    {
        var retention = new Command("retention", CommandContext.Help(
            "TemplatesRetentionHelp", "templates retention --data sicert-data", "templates retention --data sicert-data --as-of 2027-11-01")) { AuditCommand.Data, AsOf };
        retention.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var asOf = parsed.GetValue(AsOf) ?? DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().Date);
            var result = await new EraseRetainedReferences(storage.Store, storage.Templates, TimeProvider.System, RetentionCommand.ReadTable(parsed.GetRequiredValue(AuditCommand.Data))).ExecuteAsync(asOf, cancellation);
            terminal.Result(
                new { asOf, erased = result.Erased },
                console => console.MarkupLine(Markup.Escape(Strings.Format("TemplatesErased", asOf.ToString("yyyy-MM-dd", Strings.Language), result.Erased))));
            return ExitCode.Positive;
        });
        return retention;
    }

    private static void Show(TemplateRotationResult result, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Format(result.Resumed ? "TemplatesResumed" : "TemplatesRotated", result.Turned, result.KeyId)));
        if (result.Dropped.Count > 0)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("TemplatesDropped", string.Join(", ", result.Dropped))));
        }
    }

    /// <summary>Reports in the thread of the rotation: the line itself is quick and thread-safe.</summary>
    private sealed class RotationLine(ProgressLine line) : IProgress<TemplateRotationProgress>
    {
        public void Report(TemplateRotationProgress value) =>
            line.Report(Strings.Get("PhaseTurning"), value.Turned, value.Total, Strings.Get("UnitTemplates"));
    }
}
