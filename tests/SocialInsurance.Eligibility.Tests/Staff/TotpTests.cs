using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Eligibility.Tests.Staff;

public sealed class TotpTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, the rows of SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));
        Assert.Equal(code, Totp.CodeAt(Key, step, digits: 8));
        Assert.Equal(code[2..], Totp.CodeAt(Key, step));
    }

    /// <summary>RFC 4226, appendix D: the function below, by counter.</summary>
    [Fact]
    public void Codes_by_counter_are_those_of_the_standard() => Assert.Equal(
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"],
        Enumerable.Range(0, 10).Select(step => Totp.CodeAt(Key, step)));

    [Fact]
    public void Code_of_the_neighbouring_steps_counts_and_no_other()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_015);
        var step = Totp.StepAt(now);
        Assert.Equal([false, true, true, true, false], Enumerable.Range(-2, 5).Select(offset => Totp.FindStep(Key, Totp.CodeAt(Key, step + offset), now, 0) == step + offset));
    }

    [Fact]
    public void Code_of_a_step_that_counted_or_of_an_earlier_one_counts_no_more()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_015);
        var step = Totp.StepAt(now);
        Assert.Null(Totp.FindStep(Key, Totp.CodeAt(Key, step), now, lastStep: step));
        Assert.Null(Totp.FindStep(Key, Totp.CodeAt(Key, step - 1), now, lastStep: step));
        Assert.Equal(step + 1, Totp.FindStep(Key, Totp.CodeAt(Key, step + 1), now, lastStep: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345六")]
    [InlineData("１２３４５６")]
    [InlineData("abcdef")]
    [InlineData("\0\0\0\0\0\0")]
    public void Text_that_is_no_code_is_refused(string text) => Assert.Null(Totp.FindStep(Key, text, DateTimeOffset.FromUnixTimeSeconds(59), 0));

    /// <summary>RFC 4648, 10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secret_is_written_in_base32(string plain, string text) => Assert.Equal(text, Totp.Text(Encoding.ASCII.GetBytes(plain)));

    [Fact]
    public void Uri_names_issuer_account_and_every_parameter() => Assert.Equal(
        "otpauth://totp/%E8%AF%95%E9%AA%8C:cw-1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E8%AF%95%E9%AA%8C&algorithm=SHA1&digits=6&period=30",
        Totp.Uri("试验", new CaseworkerId("cw-1"), Key));

    [Fact]
    public void Code_found_is_always_the_code_of_the_step_it_names() => Prop.ForAll<byte[], int, int>((secret, seconds, other) =>
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(Math.Abs((long)seconds));
        var code = Totp.CodeAt(secret ?? [], Totp.StepAt(now) + (other % 4));
        return Totp.FindStep(secret ?? [], code, now, -2) is not { } step
            || (Totp.CodeAt(secret ?? [], step) == code && Math.Abs(step - Totp.StepAt(now)) <= 1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Recovery_codes_differ_and_are_recognised_however_they_are_typed()
    {
        var account = new CaseworkerId("cw-1");
        var codes = RecoveryCodes.Create();
        Assert.Equal(RecoveryCodes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$", code));
        var digest = RecoveryCodes.DigestOf(account, codes[0]);
        Assert.Equal(digest, RecoveryCodes.DigestOf(account, codes[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.NotEqual(digest, RecoveryCodes.DigestOf(new CaseworkerId("cw-2"), codes[0]));
        Assert.Null(RecoveryCodes.DigestOf(account, codes[0][1..]));
        Assert.Null(RecoveryCodes.DigestOf(account, new string('a', 100_000)));
    }
}
