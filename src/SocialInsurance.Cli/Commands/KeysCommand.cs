using System.CommandLine;
using SocialInsurance.Cli.Output;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Templates;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>keys list|rotate</c>: the data keys, and the key-encryption key that wraps them.</summary>
internal static class KeysCommand
{
    private static readonly Option<bool> DropOlder = new("--drop-older") { Description = Strings.Get("KeysDropOlderOption") };

    internal static Command Create() => new("keys", Strings.Get("KeysHelp")) { CreateList(), CreateRotate() };

    private static Command CreateList()
    {
        var list = new Command("list", CommandContext.Help("KeysListHelp", "keys list --data sicert-data", "keys list --data sicert-data --json")) { AuditCommand.Data };
        list.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var keys = await storage.ReadKeysAsync(cancellation);
            terminal.Result(
                new
                {
                    suite = keys.Suite,
                    keyEncryption = new { id = keys.KeyEncryptionId, held = keys.KeyEncryptionIds, place = NameOf(keys.Place) },
                    notWrapped = keys.NotWrapped,
                    keys = keys.Keys.Select(key => new { purpose = Camel(key.Purpose), id = key.Id, current = key.IsCurrent, wrappedBy = key.WrappedBy, values = key.Values, rotates = key.Rotates }),
                },
                console => Show(keys, console));
            return ExitCode.Positive;
        });
        return list;
    }

    private static Command CreateRotate()
    {
        var which = new Argument<string>("KEY") { Description = Strings.Get("ArgumentKey") };
        which.AcceptOnlyFromAmong("field", "kek", "template", "receipt");
        var rotate = new Command("rotate", CommandContext.Help(
            "KeysRotateHelp", "keys rotate field --data sicert-data", "keys rotate kek --data sicert-data --drop-older", "keys rotate receipt --data sicert-data")) { which, AuditCommand.Data, DropOlder };
        rotate.Handle(async (parsed, terminal, cancellation) =>
        {
            await using var storage = await DataStore.OpenExistingAsync(parsed.GetRequiredValue(AuditCommand.Data), cancellation);
            var (document, text) = parsed.GetRequiredValue(which) switch
            {
                "field" => await RotateFieldAsync(storage, terminal, cancellation),
                "kek" => await RotateKekAsync(storage, parsed.GetValue(DropOlder), cancellation),
                "template" => await RotateTemplateAsync(storage, parsed.GetValue(DropOlder), cancellation),
                _ => await RotateReceiptAsync(storage, cancellation),
            };
            terminal.Result(document, console => console.MarkupLine(Markup.Escape(text)));
            return ExitCode.Positive;
        });
        return rotate;
    }

    private static async Task<(object Document, string Text)> RotateFieldAsync(PlatformStorage storage, Terminal terminal, CancellationToken cancellation)
    {
        using var line = terminal.Progress();
        var result = await storage.RotateFieldKeyAsync(new RotationLine(line), cancellation);
        line.Clear();
        return (
            new { key = result.KeyId, resumed = result.Resumed, resealed = result.Resealed, kept = result.Kept },
            Strings.Format("KeysRotatedField", result.KeyId, result.Resealed, result.Kept));
    }

    private static async Task<(object Document, string Text)> RotateKekAsync(PlatformStorage storage, bool dropOlder, CancellationToken cancellation)
    {
        var result = await storage.RotateKeyEncryptionAsync(dropOlder, cancellation);
        return (
            new { keyEncryption = result.KeyEncryptionId, introduced = result.Introduced, rewrapped = result.Rewrapped },
            Strings.Format("KeysRotatedKek", result.KeyEncryptionId, result.Rewrapped));
    }

    private static async Task<(object Document, string Text)> RotateTemplateAsync(PlatformStorage storage, bool dropOlder, CancellationToken cancellation)
    {
        TemplateRotationResult result = await storage.RotateTemplateKeyAsync(dropOlder, null, cancellation);
        return (
            new { key = result.KeyId, resumed = result.Resumed, turned = result.Turned, dropped = result.Dropped },
            Strings.Format(result.Resumed ? "TemplatesResumed" : "TemplatesRotated", result.Turned, result.KeyId));
    }

    private static async Task<(object Document, string Text)> RotateReceiptAsync(PlatformStorage storage, CancellationToken cancellation)
    {
        await storage.RotateReceiptKeyAsync(cancellation);
        return (new { rotated = true }, Strings.Get("KeysRotatedReceipt"));
    }

    private static void Show(KeyOverview keys, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Format("KeysTitle", keys.KeyEncryptionId, Strings.Get($"KeysPlace{keys.Place}"), keys.Suite)));
        var table = new Table().AddColumns(
            Strings.Get("KeysTableColumnKey"), Strings.Get("KeysTableColumnCurrent"), Strings.Get("KeysTableColumnWrapped"), Strings.Get("KeysTableColumnValues"), string.Empty);
        foreach (var key in keys.Keys)
        {
            table.AddRow(
                Markup.Escape(CommandContext.Invariant($"{key.Purpose} {key.Id}")),
                key.IsCurrent ? "*" : string.Empty,
                key.WrappedBy ?? "-",
                key.Values is { } values ? CommandContext.Invariant($"{values}") : string.Empty,
                key.Rotates ? string.Empty : Markup.Escape(Strings.Get("KeysNeverRotates")));
        }

        console.Write(table);
        if (keys.NotWrapped > 0)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("KeysNotWrapped", keys.NotWrapped)));
        }
    }

    private static string NameOf(KeyEncryptionPlace place) => Camel(place.ToString());

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>Reports in the thread of the rotation: the line itself is quick and thread-safe.</summary>
    private sealed class RotationLine(ProgressLine line) : IProgress<KeyRotationProgress>
    {
        public void Report(KeyRotationProgress value) => line.Report(Strings.Get("PhaseResealing"), value.Done, value.Total, Strings.Get("UnitKeyValues"));
    }
}
