using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public class CitizenNumberKernelTests
{
    // dates around every edge of the calendar, so that half of the numbers are impossible
    static readonly Gen<ulong> First17 =
        from region in Gen.Choose(0, 999999)
        from year in Gen.Elements(0, 1849, 1850, 1900, 1940, 1999, 2000, 2024, 2099, 2100, 9999)
        from month in Gen.Choose(0, 13)
        from day in Gen.Choose(0, 32)
        from sequence in Gen.Choose(0, 999)
        select ((ulong)region * 100_000_000 + (ulong)(year * 10000 + month * 100 + day)) * 1000 + (ulong)sequence;

    static bool AgreesWithTwin(byte[] number)
    {
        DocumentNumberFault fault = DocumentNumber.ReadScalar(number, out long expected);
        long key = CitizenNumberKernel.Key(number);
        return key == expected || (key == 0 && (fault != DocumentNumberFault.None || !IsPlain(number)));
    }

    static bool IsPlain(byte[] number) => number.Length == 18 && number[..17].All(b => char.IsAsciiDigit((char)b));

    [Fact]
    public void Kernel_gives_the_key_of_its_scalar_twin_or_leaves_the_number_to_it() => Prop.ForAll(First17.ToArbitrary(), first17 =>
        AgreesWithTwin(Encoding.ASCII.GetBytes(DocumentNumberTests.Citizen(first17)))
        && AgreesWithTwin(Encoding.ASCII.GetBytes(DocumentNumberTests.Citizen(first17).ToLowerInvariant())))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Kernel_takes_no_number_with_one_byte_changed_that_its_twin_refuses() => Prop.ForAll(
        (from n in First17 from at in Gen.Choose(0, 17) from value in Gen.Choose(0, 255) select (n, at, value)).ToArbitrary(), x =>
    {
        byte[] number = Encoding.ASCII.GetBytes(DocumentNumberTests.Citizen(x.n));
        number[x.at] = (byte)x.value;
        return AgreesWithTwin(number);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData("")]
    [InlineData("43010119400101001")]
    [InlineData("4301011940010100100")]
    public void Kernel_leaves_other_lengths_alone(string text) => Assert.Equal(0, CitizenNumberKernel.Key(Encoding.ASCII.GetBytes(text)));
}
