using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.Sql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Pair;

/// <summary>Two versions of the program on one store: what a newer one may change, and what an older one may go on with.</summary>
public abstract class MigrationCompatibilityTests(DataFolder folder) : IDisposable
{
    protected DataFolder Folder => folder;

    [Fact]
    public async Task Script_that_only_adds_lets_the_older_program_go_on_and_start_again()
    {
        await folder.PrepareAsync();
        await using var older = await folder.OpenAsync();
        await ApplyAsync(Next(oldest: Known.Count));

        await folder.RecordAsync(older, 12, "run-2");
        await using var again = await folder.OpenAsync();
        await folder.RecordAsync(again, 12, "run-3");
        Assert.True((await again.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        Assert.Equal(0, folder.Count("planted"));
    }

    [Fact]
    public async Task Script_that_lets_no_older_program_go_on_keeps_it_from_starting_again()
    {
        await folder.PrepareAsync();
        await ApplyAsync(Next(oldest: null));
        var refused = await folder.RefusedAsync();
        Assert.Equal(StorageFault.NewerSchema, refused.Fault);
        Assert.Contains("next.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_unknown_script_must_let_the_older_program_go_on()
    {
        await folder.PrepareAsync();
        var first = Next(oldest: Known.Count);
        await ApplyAsync(first, first with { Version = first.Version + 1, Name = "after.sql", Sql = "CREATE TABLE after_planted (id BIGINT)", OldestProgram = first.Version });
        Assert.Contains("after.sql", (await folder.RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_that_start_at_once_apply_a_script_once()
    {
        await folder.PrepareAsync();
        var next = Next(oldest: Known.Count);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ApplyAsync(next), DataFolder.Cancel)));
        Assert.Equal(next.Version, folder.Count("schema_migration"));
        Assert.Equal(1, folder.Count($"schema_compatibility WHERE version = {next.Version}"));
    }

    [Fact]
    public async Task Entry_of_a_newer_program_is_no_damage_but_a_record_that_claims_it_is()
    {
        await folder.PrepareAsync();
        long sequence;
        await using (var database = await folder.Intruder.OpenRawAsync(templates: false))
        {
            var keys = FileKeyRing.Open(folder.File("keys"), new KeyEncryptionOptions(), mayCreate: false);
            sequence = await database.WriteAsync(
                async session =>
                {
                    var appender = await AuditAppender.BeginAsync(session, new AuditSealer(keys.Current(KeyPurpose.AuditSalt).Bytes), DataFolder.Cancel);
                    var given = await appender.AppendAsync(new Unheard(folder.Time.Now), DataFolder.Cancel);
                    await appender.SealAsync(folder.Time.Now, DataFolder.Cancel);
                    return given;
                },
                DataFolder.Cancel);
        }

        Assert.True((await folder.VerifyAsync()).Ok);
        folder.Tamper($"INSERT INTO register_import (audit_sequence, digest, source, recorded_at) VALUES ({sequence}, {folder.Intruder.Literal(new byte[32])}, 'nobody', 1)");
        var verdict = await folder.VerifyAsync();
        Assert.Equal((AuditFault.RecordUnaudited, (long?)sequence), (verdict.Fault, verdict.FirstBadEntry));
    }

    public void Dispose() => folder.Dispose();

    private protected IReadOnlyList<MigrationScript> Known => folder.Migrations(templates: false);

    /// <param name="oldest">newest script of the oldest program that may go on</param>
    private protected MigrationScript Next(int? oldest) => new(Known.Count + 1, "next.sql", "CREATE TABLE planted (id BIGINT)") { OldestProgram = oldest };

    /// <summary>As a program that carries these scripts as well.</summary>
    private protected virtual async Task ApplyAsync(params MigrationScript[] next)
    {
        await using var database = await folder.Intruder.OpenRawAsync(templates: false);
        await new MigrationRunner(database, [.. Known, .. next], folder.Time).RunAsync(DataFolder.Cancel);
    }

    private sealed record Unheard(DateTimeOffset RecordedAt) : IAuditable
    {
        public AuditKind AuditKind => (AuditKind)4711;

        public string AuditSubject => "somebody";

        public void WriteCanonical(CanonicalWriter writer) => writer.Restart("unheard/1");
    }
}

public sealed class MigrationCompatibilityOnSqliteTests() : MigrationCompatibilityTests(new DataFolder());

/// <summary>On a server a newer program also sees who is connected.</summary>
public sealed class MigrationCompatibilityOnPostgresTests(PostgresServer server) : MigrationCompatibilityTests(new DataFolder(server))
{
    [Fact]
    public async Task Script_that_breaks_older_programs_waits_until_they_are_stopped()
    {
        await Folder.PrepareAsync();
        var options = await Folder.OptionsAsync();
        var pooled = options.Postgres!.ConnectionString.Replace("Pooling=false", "Pooling=true", StringComparison.Ordinal);
        await using (await PlatformStorage.OpenAsync(options with { Postgres = options.Postgres with { ConnectionString = pooled } }, Folder.Time, DataFolder.Cancel))
        {
            var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => ApplyAsync(Next(oldest: null)));
            Assert.Equal(StorageFault.OlderProgramsRunning, refused.Fault);
            Assert.Contains($"sicert {Known.Count}/sicert", refused.Message, StringComparison.Ordinal);
            Assert.Contains("next.sql", refused.Message, StringComparison.Ordinal);
            Assert.Equal(Known.Count, Folder.Count("schema_migration"));
        }

        await ApplyAsync(Next(oldest: null));
        Assert.Equal(0, Folder.Count("planted"));
    }

    [Theory]
    [InlineData("sicert", true)]
    [InlineData("province 12/sicert", true)]
    [InlineData("sicert 12/another", false)]
    [InlineData("psql", false)]
    public async Task Program_is_known_by_the_name_of_its_connections(string name, bool counts)
    {
        await Folder.PrepareAsync();
        var options = await Folder.PostgresAsync();
        await using var connection = new Npgsql.NpgsqlConnection(new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString) { ApplicationName = name, Pooling = false }.ConnectionString);
        await connection.OpenAsync(DataFolder.Cancel);
        var fault = await Record.ExceptionAsync(() => ApplyAsync(Next(oldest: null)));
        Assert.Equal(counts ? StorageFault.OlderProgramsRunning : null, (fault as StorageRefusedException)?.Fault);
    }

    private protected override async Task ApplyAsync(params MigrationScript[] next)
    {
        var options = await Folder.PostgresAsync();
        await using var database = new PostgresDatabase(options.ConnectionString, options.Schema, 4, options, 10, program: next[^1].Version);
        await new MigrationRunner(database, [.. Known, .. next], Folder.Time).RunAsync(DataFolder.Cancel);
    }
}
