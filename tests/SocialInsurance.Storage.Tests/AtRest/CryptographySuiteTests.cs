using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Tests.AtRest;

/// <summary>The same acts on both suites, and the vectors of the standards on which 国密 rests.</summary>
public sealed class CryptographySuiteTests : IDisposable
{
    private readonly DataFolder folder = new();

    public static TheoryData<string> Names => ["international", "gm"];

    [Fact]
    public void Digest_and_cipher_give_the_vectors_of_the_standards()
    {
        // GB/T 32905-2016 annex A.1 and A.2
        Assert.Equal("66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0", Sm3("abc"u8.ToArray()));
        Assert.Equal("DEBE9FF92275B8A138604889C18E5A4D6FDB70E5387E5765293DCBA39C0C5732", Sm3([.. Enumerable.Repeat("abcd"u8.ToArray(), 16).SelectMany(four => four)]));

        // GB/T 32907-2016 annex A.1
        var engine = new SM4Engine();
        var block = Convert.FromHexString("0123456789ABCDEFFEDCBA9876543210");
        engine.Init(true, new KeyParameter(block));
        engine.ProcessBlock([.. block], 0, block, 0);
        Assert.Equal("681EDF34D206965E86B3E94F536E4246", Convert.ToHexString(block));
    }

    [Fact]
    public void Sealing_cipher_gives_the_vector_of_rfc_8998()
    {
        using var cipher = new CryptographySuite.Sm4Cipher(Convert.FromHexString("0123456789ABCDEFFEDCBA9876543210"));
        var plain = Convert.FromHexString(string.Concat(new[] { "AA", "BB", "CC", "DD", "EE", "FF", "EE", "AA" }.Select(two => string.Concat(Enumerable.Repeat(two, 8)))));
        var (nonce, associated) = (Convert.FromHexString("00001234567800000000ABCD"), Convert.FromHexString("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"));
        var (ciphertext, tag, opened) = (new byte[64], new byte[16], new byte[64]);
        cipher.Encrypt(nonce, plain, ciphertext, tag, associated);
        Assert.Equal("17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D", Convert.ToHexString(ciphertext));
        Assert.Equal("83DE3541E4C2B58177E065A9BF7B62EC", Convert.ToHexString(tag));
        Assert.True(cipher.TryDecrypt(nonce, ciphertext, tag, opened, associated));
        Assert.Equal(plain, opened);
        ciphertext[5] ^= 1;
        Assert.False(cipher.TryDecrypt(nonce, ciphertext, tag, opened, associated));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Folder_of_a_suite_seals_finds_signs_and_rotates_with_it(string name)
    {
        var suite = CryptographySuite.Find(name)!;
        SignedReceipt receipt;
        IReadOnlyList<ReceiptPublicKey> published;
        await using (var storage = await OpenAsync(suite))
        {
            await folder.RegisterAsync(storage, 12);
            await folder.RecordAsync(storage, 12);
            Assert.Equal([DataFolder.Person(5)], await storage.Identities.FindByDocumentAsync(DataFolder.Person(5).Document, DataFolder.Cancel));
            var issued = await new IssueReceipt(
                storage.Store, new ReceiptSources(storage.Reader, storage.Receipts, storage.Identities, storage.AuditLog), storage.ReceiptSigner, folder.Time)
                .ExecuteAsync(DataFolder.Id(4), "经办机构", new DateOnly(2026, 11, 1), DataFolder.Cancel);
            (receipt, published) = (issued.Stored!.Receipt.Signed, storage.ReceiptSigner.Published);
            await storage.RotateFieldKeyAsync(null, DataFolder.Cancel);
            await storage.RotateKeyEncryptionAsync(dropOlder: true, DataFolder.Cancel);
        }

        await using var again = await OpenAsync(null);
        Assert.Equal("试验者000003号", (await again.Identities.FindAsync(DataFolder.Id(3), DataFolder.Cancel))!.Name.Reveal());
        Assert.True((await again.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        Assert.Equal(suite.Form, folder.Intruder.Read<byte[]>("SELECT name_sealed FROM beneficiary WHERE id = 'B000003'")[0]);
        Assert.Equal(suite.Signatures.Id, receipt.Signature.Suite);

        // offline, from what anybody may have: the token and the public keys in PEM
        var keys = ReceiptPublicKey.TryReadPem(string.Concat(published.Select(key => key.ToPem())))!;
        var check = new ReceiptCheck(new ReceiptKeySet(keys));
        var verdict = check.CheckText(ReceiptToken.Write(receipt), new DateOnly(2026, 11, 1), static _ => false);
        Assert.Equal(ReceiptState.Genuine, verdict.State);
    }

    [Fact]
    public async Task Folder_keeps_to_the_suite_that_it_began_with()
    {
        await using (await OpenAsync(CryptographySuite.Gm))
        {
        }

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => OpenAsync(CryptographySuite.International));
        Assert.Equal(StorageFault.Misconfigured, refused.Fault);
        using var older = new DataFolder();
        await older.PrepareAsync();
        refused = await Assert.ThrowsAsync<StorageRefusedException>(() => PlatformStorage.OpenAsync(
            new StorageOptions { Folder = older.Path, KeyEncryption = new KeyEncryptionOptions { Suite = CryptographySuite.Gm } }, folder.Time, DataFolder.Cancel));
        Assert.Equal(StorageFault.Misconfigured, refused.Fault);
    }

    [Fact]
    public void Blind_index_differs_between_suites_and_is_the_same_within_one()
    {
        var key = new byte[32];
        Assert.Equal(CryptographySuite.Gm.Mac(key, "a"u8), CryptographySuite.Gm.Mac(key, "a"u8));
        Assert.NotEqual(CryptographySuite.Gm.Mac(key, "a"u8), CryptographySuite.International.Mac(key, "a"u8));
        Assert.Equal(32, CryptographySuite.Gm.Mac(key, "a"u8).Length);
    }

    public void Dispose() => folder.Dispose();

    private static string Sm3(byte[] content)
    {
        var (digest, hash) = (new SM3Digest(), new byte[32]);
        digest.BlockUpdate(content, 0, content.Length);
        digest.DoFinal(hash, 0);
        return Convert.ToHexString(hash);
    }

    private Task<PlatformStorage> OpenAsync(CryptographySuite? suite) => PlatformStorage.OpenAsync(
        new StorageOptions { Folder = folder.Path, KeyEncryption = new KeyEncryptionOptions { Suite = suite } }, folder.Time, DataFolder.Cancel);
}
