using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Eligibility.Tests.Auditing;

/// <summary>A witness's copy against a log whose owner holds every key and may write whatever history they like.</summary>
public sealed class WitnessCopyTests : IDisposable
{
    private static readonly DateTimeOffset NewYear = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("sicert-witness-").FullName;
    private readonly Signer signer = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private WitnessCopy Copy => new(Path.Combine(folder, "copy"));

    private ReceiptKeySet Keys => new(signer.Published);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Copy_brought_up_to_date_again_and_again_is_the_log_and_splits_by_year()
    {
        var log = new MemoryLog();
        foreach (var size in new[] { 0, 1, 7, 300, 5000 })
        {
            log.GrowTo(size);
            var verdict = await UpdateAsync(log);
            Assert.Equal((true, size, log.Head.RootHash), (verdict.Ok, (int)verdict.Size, verdict.RootHash));
        }

        var whole = await Copy.CompareAsync(log, Keys, Cancel);
        Assert.Equal((true, 5000L, 5), (whole.Ok, whole.Size, whole.Heads));
        Assert.Equal(["entries-2026.csv", "entries-2027.csv"], Directory.EnumerateFiles(Path.Combine(folder, "copy")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Every_entry_that_the_owner_of_all_keys_writes_anew_is_named()
    {
        var log = new MemoryLog();
        log.GrowTo(40);
        await UpdateAsync(log);
        for (var at = 0; at < 40; at++)
        {
            var forged = log.Forged(at);
            var verdict = await Copy.CompareAsync(forged, Keys, Cancel);
            Assert.Equal((WitnessFault.LogDiffers, (long?)at), (verdict.Fault, verdict.FirstBadEntry));
            forged.GrowTo(45);
            Assert.Equal(WitnessFault.LogDiffers, (await UpdateAsync(forged)).Fault);
        }

        Assert.True((await Copy.CompareAsync(log, Keys, Cancel)).Ok);
        Assert.Equal((WitnessFault.LogShorter, (long?)20), await FaultAsync(copy => { log = new MemoryLog(); log.GrowTo(20); return copy.CompareAsync(log, Keys, Cancel); }));
    }

    [Fact]
    public async Task Any_changed_character_of_the_copy_is_found()
    {
        var log = new MemoryLog();
        log.GrowTo(9);
        await UpdateAsync(log);
        log.GrowTo(12);
        await UpdateAsync(log);
        var files = Directory.EnumerateFiles(Path.Combine(folder, "copy"), "*", SearchOption.AllDirectories).Order().ToArray();
        Assert.Equal(3, files.Length);
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file, Cancel);
            var from = file.EndsWith(".csv", StringComparison.Ordinal) ? text.IndexOf('\n') + 1 : 0;
            for (var at = from; at < text.Length - 1; at++)
            {
                if (!char.IsWhiteSpace(text[at]))
                {
                    await File.WriteAllTextAsync(file, text[..at] + (text[at] == '1' ? '2' : '1') + text[(at + 1)..], Cancel);
                    Assert.False((await Copy.CheckAsync(Keys, Cancel)).Ok, $"{Path.GetFileName(file)}, character {at}");
                }
            }

            await File.WriteAllTextAsync(file, text, Cancel);
        }

        Assert.True((await Copy.CheckAsync(Keys, Cancel)).Ok);
    }

    [Fact]
    public async Task Copying_cut_off_in_a_line_is_made_good_by_the_next_one()
    {
        var log = new MemoryLog();
        log.GrowTo(10);
        await UpdateAsync(log);
        var shard = Path.Combine(folder, "copy", "entries-2026.csv");
        var before = await File.ReadAllTextAsync(shard, Cancel);
        log.GrowTo(25);
        await UpdateAsync(log);
        var after = await File.ReadAllTextAsync(shard, Cancel);
        var head = Directory.EnumerateFiles(Path.Combine(folder, "copy", "heads")).Max()!;
        for (var cut = before.Length; cut <= after.Length; cut += 7)
        {
            File.Delete(head);
            await File.WriteAllTextAsync(shard, after[..cut], Cancel);
            Assert.Equal((true, 10L), await CheckAsync());
            Assert.True((await UpdateAsync(log)).Ok);
            Assert.Equal((true, 25L), await CheckAsync());
        }
    }

    [Fact]
    public async Task Head_of_another_authority_and_no_copy_at_all_are_named()
    {
        Assert.Equal(WitnessFault.NoCopy, (await Copy.CheckAsync(Keys, Cancel)).Fault);
        var log = new MemoryLog();
        log.GrowTo(3);
        await UpdateAsync(log);
        Assert.Equal(WitnessFault.HeadNotSigned, (await Copy.CheckAsync(new ReceiptKeySet(new Signer().Published), Cancel)).Fault);
    }

    private Task<WitnessVerdict> UpdateAsync(MemoryLog log) => Copy.UpdateAsync(log, signer, NewYear, null, Cancel);

    private async Task<(bool Ok, long Size)> CheckAsync() => await Copy.CheckAsync(Keys, Cancel) is var verdict ? (verdict.Ok, verdict.Size) : default;

    private async Task<(WitnessFault Fault, long? FirstBad)> FaultAsync(Func<WitnessCopy, Task<WitnessVerdict>> ask) =>
        await ask(Copy) is var verdict ? (verdict.Fault, verdict.FirstBadEntry) : default;

    /// <summary>A log in memory; entries around the turn of a year.</summary>
    private sealed class MemoryLog : IAuditLog
    {
        private readonly List<AuditEntry> entries = [];

        public AuditHead Head => new(entries.Count, MerkleTree.Root(entries.Select(entry => entry.LeafHash(new CanonicalWriter())).ToArray()));

        public void GrowTo(int size)
        {
            for (var at = entries.Count; at < size; at++)
            {
                entries.Add(new AuditEntry(
                    at, NewYear.AddSeconds(at - 2500), AuditKind.DecisionRecorded, Sha256Digest.Of(BitConverter.GetBytes(at)), Sha256Digest.Of(BitConverter.GetBytes(-at))));
            }
        }

        /// <summary>The same log with one entry written anew and everything after it recomputed.</summary>
        public MemoryLog Forged(int at)
        {
            var forged = new MemoryLog();
            forged.entries.AddRange(entries);
            forged.entries[at] = entries[at] with { PayloadDigest = Sha256Digest.Of("another decision"u8) };
            return forged;
        }

        public Task<AuditHead> ReadHeadAsync(CancellationToken cancellationToken) => Task.FromResult(Head);

        public Task<IReadOnlyList<AuditEntry>> ReadEntriesAsync(long from, int count, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditEntry>>([.. entries.Skip((int)from).Take(count)]);

        public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AuditVerification> VerifyAsync(MerkleFrontier whole, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AuditInclusion?> ProveInclusionAsync(long sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<AuditConsistency?> ProveConsistencyAsync(long oldSize, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Signer : IReceiptSigner
    {
        private readonly byte[] secret = SignatureSuites.Default.CreatePrivateKey();

        public Signer() => Published = [new ReceiptPublicKey(SignatureSuites.Default.Id, SignatureSuites.Default.PublicKeyOf(secret))];

        public ReceiptPublicKey Current => Published[^1];

        public IReadOnlyList<ReceiptPublicKey> Published { get; }

        public ReceiptSignature Sign(Action<CanonicalWriter, SignatureSuiteId, uint> write)
        {
            var writer = new CanonicalWriter();
            write(writer, Current.Suite, Current.Id);
            return new ReceiptSignature(Current.Suite, Current.Id, SignatureSuites.Default.Sign(secret, writer.Written));
        }
    }
}
