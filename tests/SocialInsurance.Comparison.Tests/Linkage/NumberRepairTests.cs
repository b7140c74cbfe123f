using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class NumberRepairTests
{
    const string Symbols = "0123456789X";

    public static TheoryData<string> Numbers =>
    [
        "430101194001051051", "43010119400105105X", "43010119400105105", "4301011940010510510", "430101400105105", "4301014001051057", "43010140010510", "43O101194001051051", "ABC12345678901", "999999999999999999",
    ];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Keys_around_a_number_are_those_of_reading_every_edit_of_it(string number)
    {
        var keys = new List<long>();
        NumberRepair.KeysAround(Encoding.ASCII.GetBytes(number), keys);
        SortedSet<long> expected = [.. Edits(number).Select(KeyOf).Where(k => k != 0)];
        Assert.Equal(expected, keys);
    }

    static IEnumerable<string> Edits(string n)
    {
        for (int i = 0; i <= n.Length; i++)
        {
            foreach (char c in Symbols)
            {
                yield return n.Insert(i, c.ToString());
            }
        }

        for (int i = 0; i < n.Length; i++)
        {
            yield return n.Remove(i, 1);
            foreach (char c in Symbols.Where(c => c != n[i]))
            {
                yield return n[..i] + c + n[(i + 1)..];
            }

            if (i > 0 && n[i] != n[i - 1])
            {
                yield return n[..(i - 1)] + n[i] + n[i - 1] + n[(i + 1)..];
            }
        }
    }

    static long KeyOf(string number) => DocumentNumber.ReadScalar(Encoding.ASCII.GetBytes(number), out long key) == DocumentNumberFault.None ? key : 0;
}
