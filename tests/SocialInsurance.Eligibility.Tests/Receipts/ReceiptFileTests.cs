using System.Text;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Eligibility.Tests.Receipts;

public sealed class ReceiptFileTests
{
    private static readonly SampleReceipts Authority = new();
    private static readonly DateOnly Day = SampleReceipts.CertifiedOn.AddDays(3);

    [Fact]
    public void File_reads_back_what_was_written()
    {
        var issued = Authority.Issue() with { HolderSalt = Sha256Digest.Of("salt"u8) };
        var read = ReceiptFile.TryRead(ReceiptFile.Write(issued))!;
        Assert.Equal(issued.Receipt, read.Receipt);
        Assert.Equal(issued.Proof.Entry, read.Proof.Entry);
        Assert.Equal(issued.Proof.Path, read.Proof.Path);
        Assert.Equal((issued.Key, issued.HolderSalt), (read.Key, read.HolderSalt));
        Assert.Null(ReceiptFile.TryRead(ReceiptFile.Write(Authority.Issue()))!.HolderSalt);
    }

    [Fact]
    public void Proof_of_another_entry_is_refused_wherever_the_entry_stands()
    {
        for (var size = 1; size <= 17; size++)
        {
            for (var at = 0; at < size; at++)
            {
                var issued = Authority.Issue(size, at);
                Assert.True(Authority.Check.Check(issued, Day, _ => false).Ok);
                for (var other = 0; other < size; other++)
                {
                    if (other != at)
                    {
                        var verdict = Authority.Check.Check(issued with { Proof = SampleReceipts.ProofOf(size, other) }, Day, _ => false);
                        Assert.Equal((ReceiptState.NotGenuine, ReceiptFault.ProofWrong), (verdict.State, verdict.Fault));
                    }
                }
            }
        }
    }

    [Fact]
    public void Proof_with_another_commitment_kind_or_sibling_is_refused()
    {
        var issued = Authority.Issue();
        var entry = issued.Proof.Entry;
        AuditEntry[] others =
        [
            entry with { Kind = AuditKind.CaseEventRecorded },
            entry with { PayloadDigest = Sha256Digest.Of("x"u8) },
            entry with { SubjectCommitment = Sha256Digest.Of("x"u8) },
            entry with { RecordedAt = entry.RecordedAt.AddMicroseconds(1) },
        ];
        Assert.All(others, other => Assert.False(Authority.Check.Check(issued with { Proof = issued.Proof with { Entry = other } }, Day, _ => false).Ok));
        for (var at = 0; at < issued.Proof.Path.Count; at++)
        {
            Sha256Digest[] path = [.. issued.Proof.Path];
            path[at] = Sha256Digest.Of("x"u8);
            Assert.False(Authority.Check.Check(issued with { Proof = issued.Proof with { Path = path } }, Day, _ => false).Ok);
        }

        Assert.False(Authority.Check.Check(issued with { Proof = issued.Proof with { Path = [.. issued.Proof.Path, entry.PayloadDigest] } }, Day, _ => false).Ok);
    }

    [Fact]
    public void Words_for_people_that_differ_from_the_token_are_refused()
    {
        var text = Encoding.UTF8.GetString(ReceiptFile.Write(Authority.Issue()));
        foreach (var (from, to) in new[] { ("2027-11-01", "2037-11-01"), ("试验市", "另一市"), ("SelfFace", "Silent"), ("\"logSize\": 23", "\"logSize\": 24"), ("sicert-receipt/1", "sicert-receipt/2") })
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            Assert.Null(ReceiptFile.TryRead(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));
        }
    }

    /// <summary>Ten thousand damaged files and tokens: each is read or refused, none breaks the program, none but a harmless one is genuine.</summary>
    [Fact]
    public void Damaged_input_is_refused_and_never_breaks_the_reader()
    {
        var issued = Authority.Issue();
        var file = ReceiptFile.Write(issued);
        var token = Encoding.ASCII.GetBytes(ReceiptToken.Write(issued.Receipt));
        var list = RevocationList.Sign([issued.Receipt.Body.Id], issued.Receipt.Body.IssuedAt, Authority).ToJson();
        var draw = new Mutations(seed: 20261101);
        for (var round = 0; round < 10_000; round++)
        {
            var damaged = draw.Damage((round % 3) switch { 0 => file, 1 => token, _ => list });
            var verdict = Authority.Check.CheckText(Encoding.UTF8.GetString(damaged), Day, _ => false);
            Assert.True(!verdict.Ok || verdict.Receipt == issued.Receipt, "another receipt than the one issued is genuine");
            Assert.True(RevocationList.TryRead(damaged) is not { } read || !read.IsSignedBy(new ReceiptKeySet(Authority.Published)) || read.Ids.SequenceEqual([issued.Receipt.Body.Id]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("SICERT1.")]
    [InlineData("SICERT1.AAAA")]
    [InlineData("{\"format\":\"sicert-receipt/1\",\"token\":null,\"receipt\":null,\"entry\":null,\"proof\":[null],\"publicKey\":null}")]
    [InlineData("{\"format\":\"sicert-receipt/1\",\"format\":\"sicert-receipt/1\"}")]
    public void Nonsense_is_unreadable(string text) => Assert.Equal(ReceiptVerdict(text), ReceiptCheck.Unreadable);

    [Fact]
    public void Json_bomb_is_unreadable()
    {
        Assert.Null(ReceiptFile.TryRead(Encoding.ASCII.GetBytes(new string('[', 60_000))));
        Assert.Null(ReceiptFile.TryRead(new byte[ReceiptFile.MaxSizeBytes + 1]));
    }

    [Fact]
    public void Pem_text_gives_every_key_and_refuses_what_is_none()
    {
        var other = new SampleReceipts();
        var keys = ReceiptPublicKey.TryReadPem($"our keys\n{Authority.Current.ToPem()}\nand\n{other.Current.ToPem()}");
        Assert.Equal([Authority.Current, other.Current], keys!);
        Assert.Null(ReceiptPublicKey.TryReadPem("no key"));
        Assert.Null(ReceiptPublicKey.TryReadPem(Authority.Current.ToPem().Replace("PUBLIC", "PRIVATE", StringComparison.Ordinal)));
        using var p384 = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        Assert.Null(ReceiptPublicKey.TryReadPem(p384.ExportSubjectPublicKeyInfoPem()));
    }

    private static ReceiptVerdict ReceiptVerdict(string text) => Authority.Check.CheckText(text, Day, _ => false);

    /// <summary>Deterministic damage: bits, bytes, cuts, repetitions, swaps.</summary>
    private sealed class Mutations(ulong seed)
    {
        private ulong state = seed;

        public byte[] Damage(byte[] source)
        {
            List<byte> bytes = [.. source];
            for (var times = 1 + Next(3); times > 0 && bytes.Count > 0; times--)
            {
                var at = Next(bytes.Count);
                switch (Next(6))
                {
                    case 0: bytes[at] ^= (byte)(1 << Next(8)); break;
                    case 1: bytes[at] = (byte)Next(256); break;
                    case 2: bytes.RemoveRange(at, Math.Min(1 + Next(40), bytes.Count - at)); break;
                    case 3: bytes.InsertRange(at, source.AsSpan(Next(source.Length))[..1]); break;
                    case 4: bytes.InsertRange(at, [.. source.Skip(Next(source.Length)).Take(Next(200))]); break;
                    default: (bytes[at], bytes[0]) = (bytes[0], bytes[at]); break;
                }
            }

            return [.. bytes];
        }

        // splitmix64
        private int Next(int below)
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)below);
        }
    }
}
