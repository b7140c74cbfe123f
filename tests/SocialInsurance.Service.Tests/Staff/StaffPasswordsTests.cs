using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Tests.Staff;

public sealed class StaffPasswordsTests
{
    [Fact]
    public void Password_fits_its_own_hash_alone_and_two_hashes_differ()
    {
        var hashing = new StaffPasswords();
        var (one, two) = (hashing.Hash("a long pass phrase"), hashing.Hash("a long pass phrase"));

        Assert.NotEqual(one, two);
        Assert.DoesNotContain("pass", one, StringComparison.Ordinal);
        Assert.True(hashing.Fits(one, "a long pass phrase"));
        Assert.False(hashing.Fits(one, "a long pass phras"));
        // version, PRF 2 (HMAC-SHA-512), rounds: a cheaper form would be read as readily
        var header = Convert.FromBase64String(one).AsSpan(1, 8).ToArray();
        Assert.Equal((2U, 210_000U), (System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header), System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4))));
    }
}
