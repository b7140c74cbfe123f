using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Storage;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary><c>contact import</c>: telephone numbers to which codes go, from a file of the agency.</summary>
internal static class ContactCommand
{
    private const string RejectsHeader = "file,line,column,reason";
    private static readonly Argument<string> Input = new("FILE") { Description = Strings.Get("ArgumentContacts") };

    internal static Command Create()
    {
        var import = new Command("import", CommandContext.Help("ContactImportHelp", "contact import phones.csv --data sicert-data")) { Input, AuditCommand.Data };
        import.Handle(ImportAsync);
        return new Command("contact", Strings.Get("ContactHelp")) { import };
    }

    private static async Task<int> ImportAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var (file, folder) = (parsed.GetRequiredValue(Input), parsed.GetRequiredValue(AuditCommand.Data));
        await using var content = Open(file);
        await using var storage = await DataStore.OpenExistingAsync(folder, cancellation);
        var rejects = RejectsPath(folder, content);
        var imported = await RecordAsync(storage, content, rejects, terminal, cancellation);
        if (imported.Rejected == 0)
        {
            File.Delete(rejects);
        }

        Report(terminal, file, imported, imported.Rejected == 0 ? null : rejects);
        return ExitCode.Positive;
    }

    /// <summary>A refused or stopped import leaves no file of rejects: the next one writes it whole.</summary>
    private static async Task<ContactImport> RecordAsync(
        PlatformStorage storage, FileStream content, string rejects, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            await using var writer = OpenRejects(rejects);
            using var line = terminal.Progress();
            return await new ImportContacts(storage.Store, TimeProvider.System).ExecuteAsync(
                ContactRows.Read(content, content.Name),
                row => writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Quoted(Path.GetFileName(content.Name))},{row.Line},{row.Column},{row.Reason}")),
                new RowProgress(line),
                cancellation);
        }
        catch
        {
            File.Delete(rejects);
            throw;
        }
    }

    private static void Report(Terminal terminal, string file, ContactImport imported, string? rejects) => terminal.Result(
        new { file, read = imported.Read, accepted = imported.Accepted, recorded = imported.Recorded, unchanged = imported.Unchanged, rejected = imported.Rejected, rejects },
        console =>
        {
            console.MarkupLine(Markup.Escape(Strings.Format("ContactsImported", imported.Read, imported.Recorded, imported.Unchanged, imported.Rejected)));
            if (rejects is not null)
            {
                console.MarkupLine(Markup.Escape(Strings.Format("ContactsRejected", rejects)));
            }
        });

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputRefused(new CliError("unreadable", Strings.Get("FileUnreadable"), file, Expected: Strings.Get("ExpectedReadableFile"), Found: fault.GetType().Name));
        }
    }

    /// <summary>Named by the content, so that the same file again writes the same place.</summary>
    private static string RejectsPath(string folder, FileStream content)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
        content.Position = 0;
        return Path.Combine(folder, "imports", $"contacts-{digest}-rejects.csv");
    }

    private static StreamWriter OpenRejects(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        writer.WriteLine(RejectsHeader);
        return writer;
    }

    private static string Quoted(string name) =>
        name.AsSpan().ContainsAny(",\"\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    private sealed class RowProgress(ProgressLine line) : IProgress<long>
    {
        public void Report(long rows) => line.Report(Strings.Get("PhaseContacts"), rows, 0, Strings.Get("UnitRows"));
    }
}
