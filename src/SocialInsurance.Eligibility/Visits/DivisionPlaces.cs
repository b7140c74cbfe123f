using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;

namespace SocialInsurance.Eligibility.Visits;

/// <summary>Where a division's seat lies, as far as the table knows.</summary>
/// <param name="Division">4 or 6 digits</param>
public sealed record DivisionPlace(string Division, GeoPoint Seat, string Name, string EnglishName);

/// <summary>Seats of divisions, from a table <c>division,latitude,longitude,name,englishName</c>. Immutable, thread-safe.</summary>
public sealed class DivisionPlaces
{
    private const string Header = "division,latitude,longitude,name,englishName";
    private const string Resource = "division-places.csv";
    private static readonly Lazy<DivisionPlaces> OfSampleProvince = new(LoadSample);
    private readonly FrozenDictionary<string, DivisionPlace> _places;

    private DivisionPlaces(Dictionary<string, DivisionPlace> places) => _places = places.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The divisions of the sample province; provenance in the room's README.</summary>
    public static DivisionPlaces SampleProvince => OfSampleProvince.Value;

    public int Count => _places.Count;

    /// <summary>The place of a division code of 4..12 digits, or of the division around it; null when neither is known.</summary>
    public DivisionPlace? Find(string divisionCode) => Prefix(divisionCode, 6) ?? Prefix(divisionCode, 4);

    /// <param name="text">whole table with its header; lines end with LF</param>
    /// <param name="file">named in errors</param>
    /// <exception cref="InputRefusedException">with every line that is not as the header says</exception>
    public static DivisionPlaces Read(string text, string file)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        List<InputError> errors = [];
        if (lines[0] != Header)
        {
            errors.Add(Error(file, 1, "the header differs", Header, lines[0]));
        }

        Dictionary<string, DivisionPlace> places = new(StringComparer.Ordinal);
        for (var line = 2; line <= lines.Length; line++)
        {
            if (PlaceOf(lines[line - 1]) is not { } place)
            {
                errors.Add(Error(file, line, "not a place", "4 or 6 digits, degrees north, degrees east, two names", lines[line - 1]));
            }
            else if (!places.TryAdd(place.Division, place))
            {
                errors.Add(Error(file, line, "the division stands twice", "each division once", place.Division));
            }
        }

        return errors.Count == 0 ? new DivisionPlaces(places) : throw new InputRefusedException(errors);
    }

    private DivisionPlace? Prefix(string code, int digits) => code.Length >= digits ? _places.GetValueOrDefault(code[..digits]) : null;

    private static DivisionPlace? PlaceOf(string line) =>
        line.Split(',') is [{ Length: 4 or 6 } division, var north, var east, { Length: > 0 } name, { Length: > 0 } englishName]
        && division.All(char.IsAsciiDigit)
        && double.TryParse(north, NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude)
        && double.TryParse(east, NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)
        && new GeoPoint(latitude, longitude) is { IsOnEarth: true } seat
            ? new DivisionPlace(division, seat, name, englishName)
            : null;

    private static InputError Error(string file, int line, string what, string expected, string found) =>
        new(InputErrorCode.FileUnreadable, what, file, line, Expected: expected, Found: found);

    private static DivisionPlaces LoadSample()
    {
        using var stream = typeof(DivisionPlaces).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Read(reader.ReadToEnd(), Resource);
    }
}
