using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialInsurance.Eligibility.Corrections;

namespace SocialInsurance.Service.Scheduling;

/// <summary>
/// Facts for receivers as files, FOLDER/RECEIVER/KEY.json, one a message, readable by their owner only: written beside and renamed, so that
/// a receiver never sees half a file. A file that is there stays as it is. Colons in names become '+', which no name holds. Thread-safe.
/// </summary>
public sealed class FileFactChannel(string folder) : IFactChannel
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    public async Task<bool> DeliverAsync(LeasedFactMessage message, CancellationToken cancellationToken)
    {
        var receiver = MakeFolder(Path.Combine(MakeFolder(folder), NameOf(message.Receiver)));
        var path = Path.Combine(receiver, $"{NameOf(message.Key)}.json");
        if (File.Exists(path))
        {
            return true;
        }

        var part = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.part";
        await using (var file = Create(part))
        {
            await file.WriteAsync(Document(message), cancellationToken);
            file.Flush(flushToDisk: true);
        }

        // of two dispatchers the later writes the same bytes again
        File.Move(part, path, overwrite: true);
        return true;
    }

    private static byte[] Document(LeasedFactMessage message)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("key", message.Key);
            writer.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(message.Kind.ToString()));
            writer.WriteString("receiver", message.Receiver);
            writer.WritePropertyName("body");
            (JsonNode.Parse(Encoding.UTF8.GetBytes(message.Body)) ?? new JsonObject()).WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // "." and ".." are names of folders, and a leading dot hides a file
    private static string NameOf(string text)
    {
        var name = text.Replace(':', '+');
        return name.Length is > 0 and <= 200 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+')
            ? name[0] == '.' ? $"+{name}" : name
            : throw new ArgumentException($"name of a fact: expected 1..200 of [A-Za-z0-9:._-], found {text.Length} characters of another form");
    }

    private static string MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }

        return path;
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(path, options);
    }
}
