using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Tests.Auditing;

public sealed class CanonicalBytesTests
{
    [Fact]
    public void Entry_bytes_are_length_prefixed_fields_in_the_documented_order()
    {
        var subject = Sha256Digest.Of("s"u8);
        var payload = Sha256Digest.Of("p"u8);
        var writer = new CanonicalWriter();
        new AuditEntry(7, DateTimeOffset.UnixEpoch.AddMilliseconds(1), AuditKind.DecisionRecorded, subject, payload).WriteCanonical(writer);
        var expected = "0000000D" + Convert.ToHexString("audit-entry/1"u8)
            + "00000008" + "0000000000000007"
            + "00000008" + "00000000000003E8"
            + "00000008" + "0000000000000003"
            + "00000020" + subject.ToString().ToUpperInvariant()
            + "00000020" + payload.ToString().ToUpperInvariant();
        Assert.Equal(expected, Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void Absent_and_empty_text_have_different_bytes()
    {
        Assert.NotEqual(Write((string?)null), Write(string.Empty));
        Assert.Equal("FFFFFFFF", Convert.ToHexString(Write((string?)null))[^8..]);
    }

    [Fact]
    public void Two_lists_of_texts_share_their_bytes_only_when_equal() => Prop.ForAll<string?[], string?[]>((left, right) =>
        Write(left).AsSpan().SequenceEqual(Write(right)) == Valid(left).SequenceEqual(Valid(right))).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_of_zero_bytes_cut_at_two_places_has_two_byte_strings() => Prop.ForAll(
        Gen.Choose(0, 8).ToArbitrary(),
        Gen.Choose(0, 8).ToArbitrary(),
        (one, other) => Write(Zeros(one), Zeros(8 - one)).AsSpan().SequenceEqual(Write(Zeros(other), Zeros(8 - other)))
            == (one == other)).QuickCheckThrowOnFailure();

    [Fact]
    public void Salts_differ_by_entry_and_purpose_and_repeat_for_one_key()
    {
        var sealer = new AuditSealer(new byte[32]);
        Assert.Equal(sealer.SaltsOf(1), new AuditSealer(new byte[32]).SaltsOf(1));
        Assert.NotEqual(sealer.SaltsOf(1), sealer.SaltsOf(2));
        Assert.NotEqual(sealer.SaltsOf(1).Subject, sealer.SaltsOf(1).Payload);
        Assert.NotEqual(sealer.SealOfEntry(default), new AuditSealer([.. Enumerable.Repeat((byte)1, 32)]).SealOfEntry(default));
    }

    [Fact]
    public void Digest_text_reads_back_and_nothing_else_reads()
    {
        var digest = Sha256Digest.Of("abc"u8);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digest.ToString());
        Assert.True(Sha256Digest.TryParse(digest.ToString(), out var read));
        Assert.Equal(digest, read);
        Assert.Equal(digest, new Sha256Digest(digest.ToArray()));
        Assert.False(Sha256Digest.TryParse(digest.ToString().AsSpan(1), out _));
        Assert.False(Sha256Digest.TryParse(new string('g', 64), out _));
    }

    // lone surrogates have no UTF-8; the stores refuse them too
    private static IEnumerable<string?> Valid(string?[] texts) =>
        texts.Select(text => text is null ? null : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string Zeros(int count) => new('\0', count);

    private static byte[] Write(params string?[] texts)
    {
        var writer = new CanonicalWriter();
        writer.Restart("test/1");
        foreach (var text in texts)
        {
            writer.Add(text);
        }

        return writer.Written.ToArray();
    }

    private static byte[] Write(string? text) => Write([text]);
}
