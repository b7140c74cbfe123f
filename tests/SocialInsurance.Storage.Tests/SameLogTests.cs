using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>Seals, salts, canonical bytes and checkpoints do not know which database holds them.</summary>
public sealed class SameLogTests(PostgresServer server) : IDisposable
{
    private readonly DataFolder files = new();
    private readonly DataFolder tables = new(server);

    [Fact]
    public async Task Equal_operations_leave_equal_entries_and_heads_on_both_databases()
    {
        await using var sqlite = await files.OpenAsync();
        CopyKeys();
        await using var postgres = await tables.OpenAsync();
        foreach (var storage in (PlatformStorage[])[sqlite, postgres])
        {
            await OperateAsync(storage, [0, 1, 2, 3, 4, 5, 6, 7]);
        }

        await AssertSameAsync(sqlite, postgres);
        Assert.Equal(1 + 1 + 8 + 2 + 2 + 3, (await sqlite.AuditLog.ReadHeadAsync(DataFolder.Cancel)).Size);
        Assert.Equal(
            await sqlite.Reader.ReadDecisionsAsync(DataFolder.Id(0), DataFolder.Cancel), await postgres.Reader.ReadDecisionsAsync(DataFolder.Id(0), DataFolder.Cancel));
        Assert.Equal(
            (await sqlite.Reader.ReadOpenCasesAsync(10, DataFolder.Cancel)).Select(open => open.Id),
            (await postgres.Reader.ReadOpenCasesAsync(10, DataFolder.Cancel)).Select(open => open.Id));
    }

    [Fact]
    public async Task Runs_of_any_decisions_leave_equal_heads_on_both_databases()
    {
        await using var sqlite = await files.OpenAsync();
        CopyKeys();
        await using var postgres = await tables.OpenAsync();
        foreach (var storage in (PlatformStorage[])[sqlite, postgres])
        {
            await (storage == sqlite ? files : tables).RegisterAsync(storage, 40);
        }

        var runs = 0;
        var people = Gen.Shuffle(Enumerable.Range(0, 40)).SelectMany(order => Gen.Choose(0, 40).Select(count => order.Take(count).ToArray()));
        Prop.ForAll(people.ToArbitrary(), chosen =>
        {
            runs++;
            AddRunAsync(sqlite, runs, chosen).GetAwaiter().GetResult();
            AddRunAsync(postgres, runs, chosen).GetAwaiter().GetResult();
            AssertSameAsync(sqlite, postgres).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
        Assert.True((await postgres.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    public void Dispose()
    {
        files.Dispose();
        tables.Dispose();
    }

    private static Guid IdOf(int kind, int number) => new(number, (short)kind, 7, new byte[8]);

    private static CertificationDecision Decision(int run, int number)
    {
        var silent = DataFolder.Decision(number);
        var id = new DecisionId(IdOf(run, number));
        return new CertificationDecision(
            id,
            DataFolder.Id(number),
            CertificationMethod.Silent,
            silent.Outcome,
            silent.RuleCode,
            DataFolder.Policy,
            silent.Evidence,
            new FixedTime().Now,
            DeciderKind.Automatic,
            new DecisionOrigin.ComparisonRun(new RunId($"run-{run}")),
            null,
            silent.Outcome == DecisionOutcome.Certified ? new CertificationPeriod(DataFolder.Id(number), DataFolder.AsOf, DataFolder.AsOf.AddMonths(12), id) : null);
    }

    private static async Task AddRunAsync(PlatformStorage storage, int run, int[] people)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Decisions.AddRunAsync(new RecordedRun(DataFolder.Run($"run-{run}"), new FixedTime().Now), DataFolder.Cancel);
        await work.Decisions.AddAsync([.. people.Select(number => Decision(run, number))], DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }

    /// <summary>One register, one run, two cases of which one is assigned and closed, a consent with its reference and its end; ids chosen.</summary>
    private async Task OperateAsync(PlatformStorage storage, int[] people)
    {
        var now = files.Time.Now;
        await files.RegisterAsync(storage, people.Length);
        await AddRunAsync(storage, 1, people);
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        var (first, second) = (new CaseId(IdOf(2, 1)), new CaseId(IdOf(2, 2)));
        var clerk = new CaseworkerId("cw-1");
        await work.Cases.AddAsync(
            [
                new CaseOpened(first, DataFolder.Id(3), DataFolder.Death, RiskColour.Red, "death.csv:3", new DecisionId(IdOf(1, 3)), now),
                new CaseOpened(second, DataFolder.Id(7), DataFolder.Death, RiskColour.Red, "death.csv:7", new DecisionId(IdOf(1, 7)), now),
                new CaseAssigned(first, DataFolder.Id(3), 2, clerk, now),
                new CaseClosed(first, DataFolder.Id(3), 3, clerk, CaseConclusion.FindingRefuted, now),
            ],
            DataFolder.Cancel);
        var consent = new FaceConsent(new ConsentId(IdOf(3, 1)), DataFolder.Id(0), "face-2026", now);
        await work.Enrolments.AddConsentAsync(consent, DataFolder.Cancel);
        var reference = new ReferenceEnrolment(
            new ReferenceId(IdOf(4, 1)), DataFolder.Id(0), consent.Id, Sha256Digest.Of("model"u8), 88, now, new ReferenceOrigin(DataFolder.AsOf, ReferenceSource.Window));
        await work.Enrolments.AddEnrolmentAsync(reference, DataFolder.Cancel);
        await work.Enrolments.AddWithdrawalAsync(new ReferenceWithdrawal(reference.Id, DataFolder.Id(0), WithdrawalReason.ConsentWithdrawn, now), DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }

    private static async Task AssertSameAsync(PlatformStorage sqlite, PlatformStorage postgres)
    {
        var head = await sqlite.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        Assert.Equal(head, await postgres.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        foreach (var sequence in new[] { 0L, head.Size / 2, head.Size - 1 })
        {
            var (one, other) = (await sqlite.AuditLog.ProveInclusionAsync(sequence, DataFolder.Cancel), await postgres.AuditLog.ProveInclusionAsync(sequence, DataFolder.Cancel));
            Assert.Equal(one!.Entry, other!.Entry);
            Assert.Equal(one.Proof, other.Proof);
        }
    }

    private void CopyKeys()
    {
        Directory.CreateDirectory(tables.File("keys"));
        foreach (var key in Directory.GetFiles(files.File("keys")))
        {
            File.Copy(key, Path.Combine(tables.File("keys"), Path.GetFileName(key)));
        }
    }
}
