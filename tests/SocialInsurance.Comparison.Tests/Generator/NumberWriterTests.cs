using System.Text;
using SocialInsurance.Cli.Province;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Slips of typists as the generator makes them: each is what its name says, and never the right number again.</summary>
public sealed class NumberWriterTests
{
    static readonly Population People = new(20_000, 7);

    static string Number(long person, NumberForm form, ulong noise = 0)
    {
        var to = new ByteWriter(new byte[RecordWriter.MaxRowBytes]);
        NumberWriter.Write(ref to, People, person, form, noise);
        return Encoding.UTF8.GetString(to.Since(0));
    }

    static IEnumerable<(string Clean, string Slip)> Slips(NumberForm form) => Enumerable.Range(100, 5_000)
        .Where(p => People.DocumentOf(p) == PersonDocument.Resident)
        .Select(p => (Number(p, NumberForm.Clean), Number(p, form, People.Noise(1, p))));

    [Theory]
    [InlineData(nameof(NumberForm.DigitReplaced))]
    [InlineData(nameof(NumberForm.NeighboursSwapped))]
    [InlineData(nameof(NumberForm.DigitDropped))]
    [InlineData(nameof(NumberForm.DigitDoubled))]
    [InlineData(nameof(NumberForm.LookAlikeDigit))]
    [InlineData(nameof(NumberForm.WrongCheck))]
    public void Single_slip_is_one_edit_away_and_never_usable(string form) => Assert.All(Slips(Enum.Parse<NumberForm>(form)), n =>
    {
        Assert.Equal(1, EditDistance.Of(Codes(n.Clean), Codes(n.Slip)));
        Assert.NotEqual(DocumentNumberFault.None, DocumentKey.Parse(Encoding.UTF8.GetBytes(n.Slip)).Fault);
    });

    [Fact]
    public void Wrong_check_keeps_the_digits() => Assert.All(Slips(NumberForm.WrongCheck), n => Assert.Equal(n.Clean[..17], n.Slip[..17]));

    [Fact]
    public void Swapped_birth_keeps_all_but_day_and_month() => Assert.All(
        Slips(NumberForm.BirthSwapped).Where(n => n.Clean[10..12] != n.Clean[12..14]),
        n => Assert.Equal($"{n.Clean[..10]}{n.Clean[12..14]}{n.Clean[10..12]}{n.Clean[14..]}", n.Slip));

    [Fact]
    public void Slip_in_an_old_number_goes_unnoticed() => Assert.All(Slips(NumberForm.FifteenDigitsSlip), n =>
    {
        DocumentKeyResult read = DocumentKey.Parse(Encoding.UTF8.GetBytes(n.Slip));
        Assert.Equal((15, DocumentNumberFault.None), (n.Slip.Length, read.Fault));
        Assert.NotEqual(DocumentKey.Parse(Encoding.UTF8.GetBytes(n.Clean)).Key, read.Key);
    });

    [Fact]
    public void Everybody_has_a_number_of_their_own()
    {
        string[] numbers = [.. Enumerable.Range(0, 240_000).Select(p => Number(p, NumberForm.Clean))];
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.Contains(numbers, n => n.Length == 15 && char.IsAsciiLetter(n[0]));
        Assert.Contains(numbers, n => n.Length == 18 && n[0] == '9');
    }

    [Fact]
    public void Twins_differ_by_two_edits_and_by_one_character_of_the_name()
    {
        long[] twins = [.. Enumerable.Range(0, 10_000).Select(p => (long)p * 2).Where(p => People.PairOf(p) == PairKind.Twins)];
        Assert.True(twins.Length > 50);
        Assert.All(twins, p =>
        {
            Assert.Equal(People.BirthOn(p), People.BirthOn(p + 1));
            Assert.InRange(EditDistance.Of(Codes(Number(p, NumberForm.Clean)), Codes(Number(p + 1, NumberForm.Clean))), 1, 3);
            Assert.Equal(1, EditDistance.Of(Codes(Name(p)), Codes(Name(p + 1))));
        });
    }

    [Fact]
    public void Name_of_a_rare_character_survives_gb_18030()
    {
        long[] rare = [.. Enumerable.Range(100, 15_000).Select(p => (long)p).Where(p => NameWriter.KindOf(People, p) == NameKind.Rare)];
        Encoding gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        Assert.Contains(rare, p => Name(p, gb18030: true) != Name(p));
        Assert.All(rare, p => Assert.Equal(Name(p), gb.GetString(NameBytes(p, gb18030: true))));
    }

    static string Name(long person, bool gb18030 = false) => Encoding.UTF8.GetString(NameBytes(person, gb18030));

    static byte[] NameBytes(long person, bool gb18030)
    {
        var to = new ByteWriter(new byte[RecordWriter.MaxRowBytes]);
        NameWriter.Write(ref to, People, person, NameTable.Spelling.Clean, NameWriter.Register, gb18030);
        return to.Since(0).ToArray();
    }

    static int[] Codes(string text) => [.. text.EnumerateRunes().Select(r => r.Value)];
}
