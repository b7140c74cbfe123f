using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Contacts;

namespace SocialInsurance.Eligibility.Tests.Contacts;

public sealed class ContactRowsTests
{
    [Fact]
    public void Rows_are_read_whatever_the_order_of_columns_quotes_and_line_ends()
    {
        var rows = Read("\uFEFFname,phone,beneficiaryId\r\nx,13900000001,B1\r\n\r\n\"y\",\"13900000002\",\"B2\"");

        Assert.Equal(["B1", "B2"], rows.Select(row => row.Beneficiary.Value));
        Assert.Equal(["13900000001", "13900000002"], rows.Select(row => row.Phone?.Reveal()));
        Assert.Equal([2L, 4L], rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("B1", ContactReject.WrongColumnCount, null)]
    [InlineData(",13900000001", ContactReject.BadId, "beneficiaryId")]
    [InlineData("B 1,13900000001", ContactReject.BadId, "beneficiaryId")]
    [InlineData("990101194801010011990101194801010011,13900000001", ContactReject.BadId, "beneficiaryId")]
    [InlineData("B1,", ContactReject.BadPhone, "phone")]
    [InlineData("B1,none", ContactReject.BadPhone, "phone")]
    [InlineData("B1,'; DROP TABLE contact_change", ContactReject.BadPhone, "phone")]
    public void Row_that_cannot_be_used_says_why(string row, ContactReject reason, string? column)
    {
        var read = Assert.Single(Read($"beneficiaryId,phone\n{row}\n"));
        Assert.Equal((reason, column, 2L), (read.Reject, read.Column, read.Line));
        Assert.Null(read.Phone);
    }

    [Fact]
    public void Endless_line_is_one_rejected_row_and_the_next_is_read()
    {
        var rows = Read($"beneficiaryId,phone\nB1,{new string('1', 3_000_000)}\nB2,13900000001");
        Assert.Equal([ContactReject.RowTooLong, null], rows.Select(row => row.Reject));
    }

    [Theory]
    [InlineData("", InputErrorCode.FileEmpty)]
    [InlineData("beneficiaryId", InputErrorCode.ColumnNotFound)]
    [InlineData("phone,phone,beneficiaryId", InputErrorCode.ColumnNotFound)]
    [InlineData("B1,13900000001", InputErrorCode.ColumnNotFound)]
    public void File_without_its_header_is_refused_with_what_was_expected(string text, InputErrorCode code)
    {
        var refused = Assert.Throws<InputRefusedException>(() => Read(text));
        Assert.Equal((code, "contacts.csv", 1L), (refused.Error.Code, refused.Error.File, refused.Error.Line));
        Assert.NotNull(refused.Error.Expected);
        Assert.DoesNotContain("1390", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_with_text_is_accepted_or_rejected() => Prop.ForAll<string[]>(lines =>
    {
        string[] texts = [.. lines.Select(line => (line ?? string.Empty).Replace("\n", string.Empty, StringComparison.Ordinal).Replace("\r", string.Empty, StringComparison.Ordinal))];
        var rows = Read($"beneficiaryId,phone\n{string.Join('\n', texts)}");
        Assert.Equal(texts.Count(text => text.Length > 0), rows.Count);
        Assert.All(rows, row => Assert.Equal(row.Reject is null, row.Phone is not null));
    }).QuickCheckThrowOnFailure();

    private static List<ContactRow> Read(string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return [.. ContactRows.Read(content, "contacts.csv")];
    }
}
