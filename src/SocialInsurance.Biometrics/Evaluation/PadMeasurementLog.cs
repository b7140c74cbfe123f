using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>
/// Append-only file of measured units, one JSON line each, keyed by the SHA-256 of the bytes: no name, no path and no
/// picture is in it. A file made by other models, another profile or another format is begun anew; a torn last line is
/// dropped. Thread-safe.
/// </summary>
public sealed class PadMeasurementLog : IDisposable
{
    public const string FileName = "units.jsonl";

    private const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PadMeasurement> _units = new(StringComparer.Ordinal);
    private readonly StreamWriter _writer;

    private PadMeasurementLog(string path, string header)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (lines is [var first, ..] && first == header)
        {
            foreach (var line in lines.Skip(1).Select(Parse).OfType<Line>())
            {
                _units[line.Key] = line.Unit;
            }
        }

        Reused = _units.Count;
        _writer = new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None));
        _writer.WriteLine(header);
        foreach (var (key, unit) in _units)
        {
            _writer.WriteLine(JsonSerializer.Serialize(new Line(key, unit), Options));
        }

        _writer.Flush();
    }

    /// <summary>Units that were in the file when it was opened.</summary>
    public int Reused { get; }

    /// <summary>Opens the log of a folder, or begins one.</summary>
    public static PadMeasurementLog Open(string folder, ModelSet models, VerificationProfile profile)
    {
        Directory.CreateDirectory(folder);
        var parts = models.Identities.Select(m => $"{m.Task}:{m.Sha256}")
            .Append(JsonSerializer.Serialize(new { FormatVersion, profile.Detection, profile.Quality, profile.Pad.Fusion }, Options));
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
        return new PadMeasurementLog(Path.Combine(folder, FileName), key);
    }

    /// <summary>Digest of a file, or of the files of a folder in name order.</summary>
    /// <exception cref="IOException">The path cannot be read.</exception>
    public static string KeyOf(string path)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal) : (IEnumerable<string>)[path])
        {
            digest.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    public PadMeasurement? Find(string key)
    {
        lock (_gate)
        {
            return _units.GetValueOrDefault(key);
        }
    }

    /// <summary>Keeps a unit; it is on its way to the disk when this returns.</summary>
    public void Add(string key, PadMeasurement unit)
    {
        lock (_gate)
        {
            if (_units.TryAdd(key, unit))
            {
                _writer.WriteLine(JsonSerializer.Serialize(new Line(key, unit), Options));
                _writer.Flush();
            }
        }
    }

    public void Dispose() => _writer.Dispose();

    private static Line? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line, Options);
        }
        catch (JsonException)
        {
            return null; // torn by a kill: measured again
        }
    }

    private sealed record Line(string Key, PadMeasurement Unit);
}
