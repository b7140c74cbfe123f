using System.Text;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests.Support;

/// <summary>The real store in a workspace, under a stepped clock; draws what a walk left in it as text.</summary>
internal sealed class Books : IAsyncDisposable
{
    private Books(PlatformStorage storage, SteppedTime time) => (Storage, Time) = (storage, time);

    public PlatformStorage Storage { get; }

    public SteppedTime Time { get; }

    public static DateOnly AsOf { get; } = new(2026, 10, 31);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Books> OpenAsync(Workspace workspace)
    {
        var time = new SteppedTime();
        return new Books(await PlatformStorage.OpenAsync(StorageConfiguration.Read(workspace.At("books"), _ => null), time, Cancel), time);
    }

    public static CompletedRun Compare(HandmadeData data, string target) => CompareRegister.Execute(
        new CompareRequest([data.RegisterPath], data.Folder, File.ReadAllBytes(Workspace.PolicyPath), AsOf, target, Threads: 2), progress: null, Cancel);

    public Task<RecordRunResult> RecordAsync(string run, CompletedRun completed) =>
        new RecordRun(Storage.Store, Time).ExecuteAsync(new RunId(run), completed, progress: null, Cancel);

    /// <summary>
    /// The audit log as text: sequence, instant, kind, and which of <paramref name="subjects"/> the commitment opens to
    /// with the salt that a receipt reveals. Commitments themselves differ at every run and stand as their size.
    /// </summary>
    public async Task<string> DescribeAuditAsync(params string[] subjects)
    {
        var head = await Storage.AuditLog.ReadHeadAsync(Cancel);
        var text = new StringBuilder("audit\n");
        var scratch = new CanonicalWriter();
        for (var sequence = 0L; sequence < head.Size; sequence++)
        {
            var inclusion = await Storage.AuditLog.ProveInclusionAsync(sequence, Cancel);
            var entry = inclusion!.Entry;
            Assert.True(MerkleTree.ProvesInclusion(entry.LeafHash(scratch), sequence, head.Size, inclusion.Proof, head.RootHash), $"entry {sequence}");
            var subject = subjects.SingleOrDefault(s => AuditSealer.Commit(inclusion.Salts.Subject, Encoding.UTF8.GetBytes(s)) == entry.SubjectCommitment);
            text.Append(FormattableString.Invariant(
                $"{entry.Sequence,3}  {entry.RecordedAt:yyyy-MM-ddTHH:mm:ssK}  {entry.Kind,-18}  subject <32 bytes> of {subject ?? "a file",-10}  payload <32 bytes>\n"));
        }

        return text.ToString();
    }

    /// <summary>All decisions about a person, oldest first, with the period that each opened.</summary>
    public async Task<string> DescribeDecisionsAsync(params string[] people)
    {
        var text = new StringBuilder("decisions\n");
        foreach (var person in people)
        {
            foreach (var (decision, sequence) in (await Storage.Reader.ReadDecisionsAsync(new BeneficiaryId(person), Cancel)).Reverse())
            {
                var evidence = decision.Evidence is { } by ? FormattableString.Invariant($"  {by.Source} {by.OccurredOn:yyyy-MM-dd} {by.Places}") : string.Empty;
                var period = decision.Period is { } opened ? FormattableString.Invariant($"  period {opened.From:yyyy-MM-dd} to {opened.Until:yyyy-MM-dd}") : string.Empty;
                text.Append(FormattableString.Invariant($"{sequence,3}  {person}  {decision.Method} {decision.Decider}  {decision.Outcome}  {decision.RuleCode}{evidence}{period}\n"));
            }
        }

        return text.ToString();
    }

    /// <summary>Cases that wait for a person.</summary>
    public async Task<string> DescribeOpenCasesAsync()
    {
        var text = new StringBuilder("open cases\n");
        foreach (var open in (await Storage.Reader.ReadOpenCasesAsync(1000, Cancel)).OrderBy(c => c.Beneficiary).ThenBy(c => c.Kind.Code, StringComparer.Ordinal))
        {
            text.Append($"     {open.Beneficiary}  {open.Kind}  {open.Colour}  {open.State}  {open.RecordPlace}\n");
        }

        return text.ToString();
    }

    public async Task<AuditHead> WholeHeadAsync()
    {
        var verdict = await Storage.AuditLog.VerifyAsync(Cancel);
        Assert.Equal((AuditFault.None, null), (verdict.Fault, verdict.FirstBadEntry));
        return new AuditHead(verdict.Size, verdict.RootHash);
    }

    public ValueTask DisposeAsync() => Storage.DisposeAsync();
}
