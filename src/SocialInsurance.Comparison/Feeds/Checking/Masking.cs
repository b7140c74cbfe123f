using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Values as a person may see them who only checks a layout.</summary>
static class Masking
{
    const int MaxShape = 40;

    /// <summary>First character and stars.</summary>
    internal static string Name(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> name = FieldText.Trim(utf8);
        return name.IsEmpty ? "" : Rune.DecodeFromUtf8(name, out Rune first, out int read) == System.Buffers.OperationStatus.Done ? $"{first}{(read == name.Length ? "" : "**")}" : "?";
    }

    /// <summary># for a digit, A for a Latin letter, 字 for any other letter; signs and blanks stay.</summary>
    internal static string Shape(ReadOnlySpan<byte> utf8)
    {
        var shape = new StringBuilder();
        foreach (Rune rune in Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxShape * 4)]).EnumerateRunes().Take(MaxShape))
        {
            shape.Append(
                rune.Value is >= 'A' and <= 'Z' or >= 'a' and <= 'z' ? 'A'
                : Rune.IsDigit(rune) ? '#'
                : Rune.IsLetter(rune) ? '字'
                : Rune.IsControl(rune) ? '␀'
                : rune.IsBmp ? (char)rune.Value
                : '字');
        }

        return shape.Length == 0 ? "∅" : shape.ToString();
    }

    /// <summary>yyyy-MM-dd of yyyymmdd.</summary>
    internal static string Date(int yyyymmdd) =>
        yyyymmdd == 0 ? "" : FormattableString.Invariant($"{yyyymmdd / 10000:D4}-{yyyymmdd / 100 % 100:D2}-{yyyymmdd % 100:D2}");
}
