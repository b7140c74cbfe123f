using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Eligibility.FeedEvents;

/// <summary>The files of one export, written beside their names and renamed at the end. Not thread-safe.</summary>
internal sealed class FeedEventFiles : IDisposable
{
    private const string Header = "event,number,name,date,recorded\n";

    private readonly string folder;
    private readonly IReadOnlyList<Partner> partners;
    private readonly DateOnly? sinceDay;
    private readonly SortedDictionary<string, OpenFile> open = new(StringComparer.Ordinal);

    /// <exception cref="InputRefusedException">the folder cannot be made</exception>
    internal FeedEventFiles(string folder, IReadOnlyList<Partner> partners, DateOnly? sinceDay)
    {
        (this.folder, this.partners, this.sinceDay) = (folder, partners, sinceDay);
        Guard(() => Directory.CreateDirectory(folder));
    }

    internal void Add(StoredFeedEvent stored)
    {
        var pushed = stored.Event;
        if (!open.TryGetValue(pushed.Source, out var file))
        {
            var name = sinceDay is { } day ? $"events-{pushed.Source}.since-{Day(day)}.csv" : $"events-{pushed.Source}.csv";
            file = new OpenFile(GrantOf(pushed), name, Guard(() => Create(name)));
            open.Add(pushed.Source, file);
            file.Writer.Write(Header);
        }

        file.Writer.Write(
            $"{Quoted($"{pushed.Partner}/{pushed.EventId}")},{Quoted(pushed.Document.Reveal())},{Quoted(pushed.Name?.Reveal() ?? "")},{Day(pushed.OccurredOn)},{stored.RecordedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\n");
        file.Events++;
    }

    /// <summary>Descriptors first: whoever sees a file finds what describes it.</summary>
    internal IReadOnlyList<ExportedFeed> Publish() => Guard(() =>
    {
        var exported = new List<ExportedFeed>();
        foreach (var (source, file) in open)
        {
            file.Writer.Dispose();
            var descriptor = $"events-{source}.feed.yaml";
            File.WriteAllText(Partial(descriptor), Describe(file.Grant), new UTF8Encoding(false));
            File.Move(Partial(descriptor), Path.Combine(folder, descriptor), overwrite: true);
            File.Move(Partial(file.Name), Path.Combine(folder, file.Name), overwrite: true);
            exported.Add(new ExportedFeed(source, file.Grant.Kind, file.Name, descriptor, file.Events));
        }

        return exported;
    });

    public void Dispose()
    {
        foreach (var file in open.Values)
        {
            file.Writer.Dispose();
            File.Delete(Partial(file.Name));
        }
    }

    /// <summary>A partner may push what the register does not hold: no number of rejected rows may stop a comparison.</summary>
    private string Describe(FeedGrant grant) =>
        $"""
        # written by: sicert events export
        name: {grant.Source}
        kind: {(grant.Kind == FeedEventKind.Death ? "terminal" : "activity")}
        authority: '{string.Join('、', partners.Where(partner => partner.GrantFor(grant.Source) is not null).Select(partner => partner.Name.Replace("'", "''", StringComparison.Ordinal)))}'
        filePattern: 'events-{grant.Source}.*csv'
        format: {"{"} delimiter: ',', header: yes, encoding: utf-8, quoting: double {"}"}
        columns: {"{"} number: number, name: name, eventDate: date {"}"}
        dateFormat: yyyy-MM-dd
        presenceClass: {FeedGrantText.Of(grant.Presence)}
        independenceGroup: {grant.Source}
        maxRejectedShare: 1

        """.ReplaceLineEndings("\n");

    private FeedGrant GrantOf(FeedEvent pushed) =>
        partners.Single(partner => partner.Id == pushed.Partner).GrantFor(pushed.Source)
        ?? throw new InvalidOperationException("an event is stored only under a source that its partner was granted");

    private StreamWriter Create(string name) =>
        new(new FileStream(Partial(name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16), new UTF8Encoding(false)) { NewLine = "\n" };

    private string Partial(string name) => Path.Combine(folder, $".{name}.partial");

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Guard(Action write) => Guard(() =>
    {
        write();
        return 0;
    });

    private T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.FileUnreadable, "the folder for events cannot be written", folder, Expected: "a writable folder", Found: fault.GetType().Name));
        }
    }

    private sealed class OpenFile(FeedGrant grant, string name, StreamWriter writer)
    {
        internal FeedGrant Grant { get; } = grant;

        internal string Name { get; } = name;

        internal StreamWriter Writer { get; } = writer;

        internal long Events { get; set; }
    }
}
