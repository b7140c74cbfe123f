using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Contacts;

/// <summary>Why a row of a contact file is not used.</summary>
public enum ContactReject
{
    /// <summary>Fewer columns than the header asks for.</summary>
    WrongColumnCount = 1,

    /// <summary>A row longer than <see cref="ContactRows.MaxLineLength"/> characters.</summary>
    RowTooLong = 2,

    /// <summary>No identifier of 1..32 of [A-Za-z0-9-].</summary>
    BadId = 3,

    /// <summary>No telephone number that takes messages.</summary>
    BadPhone = 4,

    /// <summary>Nobody with this identifier is registered.</summary>
    NotRegistered = 5,
}

/// <summary>One row: a contact, or why not. Holds the number only when it is one.</summary>
/// <param name="Line">from 1, the header's is 1</param>
/// <param name="Column">name of the column at fault; null when the row as a whole is</param>
public readonly record struct ContactRow(long Line, BeneficiaryId Beneficiary, PhoneNumber? Phone, ContactReject? Reject, string? Column);

/// <summary>
/// Reads <c>beneficiaryId,phone</c>: UTF-8 (a byte order mark is no harm), comma, a header that names the two columns in any
/// order among others, fields with or without quotes. Empty lines are no rows. One row at a time, memory bounded.
/// </summary>
public static class ContactRows
{
    public const string IdColumn = "beneficiaryId";
    public const string PhoneColumn = "phone";
    public const int MaxLineLength = 1024;

    /// <param name="file">name for errors</param>
    /// <exception cref="InputRefusedException">empty, or the header lacks a column</exception>
    public static IEnumerable<ContactRow> Read(Stream content, string file)
    {
        using var reader = new StreamReader(content, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var (header, number) = (ReadLine(reader), 1L);
        if (header is null)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.FileEmpty, "the file has no byte", file, 1, Expected: $"{IdColumn},{PhoneColumn}", Found: "nothing"));
        }

        var columns = Split(header.Value.Text);
        var (id, phone) = (PositionOf(columns, IdColumn, file), PositionOf(columns, PhoneColumn, file));
        while (ReadLine(reader) is { } line)
        {
            number++;
            if (line.Text.Length > 0)
            {
                yield return RowOf(number, line, id, phone);
            }
        }
    }

    private static ContactRow RowOf(long number, (string Text, bool IsCut) line, int id, int phone)
    {
        if (line.IsCut)
        {
            return new ContactRow(number, default, null, ContactReject.RowTooLong, null);
        }

        var fields = Split(line.Text);
        if (fields.Length <= Math.Max(id, phone))
        {
            return new ContactRow(number, default, null, ContactReject.WrongColumnCount, null);
        }

        if (!BeneficiaryId.TryCreate(fields[id], out var beneficiary))
        {
            return new ContactRow(number, default, null, ContactReject.BadId, IdColumn);
        }

        return PhoneNumber.TryCreate(fields[phone], out var found)
            ? new ContactRow(number, beneficiary, found, null, null)
            : new ContactRow(number, beneficiary, null, ContactReject.BadPhone, PhoneColumn);
    }

    private static int PositionOf(string[] columns, string name, string file)
    {
        var first = Array.IndexOf(columns, name);
        return first >= 0 && Array.LastIndexOf(columns, name) == first
            ? first
            : throw new InputRefusedException(new InputError(
                InputErrorCode.ColumnNotFound,
                "the header must name the column once",
                file,
                1,
                Expected: name,
                Found: FormattableString.Invariant($"{columns.Length} columns, {(first < 0 ? "none" : "several")} of that name")));
    }

    private static string[] Split(string line) => [.. line.Split(',').Select(field => field.Trim().Trim('"').Trim())];

    /// <summary>A line without its end; null at the end of the file. What exceeds the length is read and forgotten.</summary>
    private static (string Text, bool IsCut)? ReadLine(StreamReader reader)
    {
        var text = new StringBuilder();
        var isCut = false;
        int read;
        while ((read = reader.Read()) >= 0 && read != '\n')
        {
            isCut |= text.Length >= MaxLineLength;
            if (!isCut && read != '\r')
            {
                text.Append((char)read);
            }
        }

        return read < 0 && text.Length == 0 ? null : (text.ToString(), isCut);
    }
}
