using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Cases;

/// <summary>What staff looked at, their regions, and their relatives.</summary>
public abstract class StaffReadTests(DataFolder folder) : IDisposable
{
    private const string Reason = "核对家属来电，工单 18";

    [Fact]
    public async Task Readings_come_back_newest_first_with_their_reason_which_lies_sealed()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 2);
        var reads = Reads(folder.Time.Now);
        await AddAsync(storage, reads);
        Assert.Equal(reads.Reverse(), await storage.StaffReads.ListReadsAsync(null, 10, DataFolder.Cancel));
        Assert.Equal([reads[2], reads[1], reads[0]], await storage.StaffReads.ListReadsAsync("B000000", 10, DataFolder.Cancel));
        Assert.Equal([reads[4], reads[3]], await storage.StaffReads.ListReadsAsync(null, 2, DataFolder.Cancel));
        Assert.Equal(0L, folder.Count($"staff_read WHERE reason_sealed = {folder.Intruder.Literal(System.Text.Encoding.UTF8.GetBytes(Reason))}"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Person_sees_that_staff_saw_identity_and_frames_by_role_and_not_by_account()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 2);
        await PutAsync(storage, new StaffAccount(CaseSamples.Clerk, "x", StaffRoles.Caseworker, false, 0, null, false));
        await AddAsync(storage, Reads(folder.Time.Now));
        var seen = await storage.People.ReadAccessesAsync(DataFolder.Id(0), 10, DataFolder.Cancel);
        Assert.Equal([(AccessKind.FramesSeen, StaffRoles.None), (AccessKind.IdentitySeen, StaffRoles.Caseworker)], seen.Select(access => (access.Kind, access.Reader)));
        Assert.All(seen, access => Assert.Null(access.HelperName));
        Assert.Single(await storage.People.ReadAccessesAsync(DataFolder.Id(0), 1, DataFolder.Cancel));
        Assert.Empty(await storage.People.ReadAccessesAsync(DataFolder.Id(1), 10, DataFolder.Cancel));
    }

    [Fact]
    public async Task Account_keeps_region_team_home_and_relatives_and_its_event_their_scope()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 3);
        var account = new StaffAccount(CaseSamples.Clerk, "x", StaffRoles.Caseworker, false, 0, null, false) { Division = "3301", Team = "team-a", ResidesIn = "330106" };
        await PutAsync(storage, account, "3301|team-a|330106");
        Assert.Equal(account, await storage.Staff.FindAsync(account.Id, DataFolder.Cancel));
        await using (var work = await storage.Store.BeginAsync(DataFolder.Cancel))
        {
            Task<bool> ChangeAsync(int person, StaffRelativeChange change) =>
                work.Staff.ChangeRelativeAsync(new StaffRelativeEvent(account.Id, DataFolder.Id(person), change, CaseSamples.Chief, folder.Time.Now), DataFolder.Cancel);
            Assert.False(await ChangeAsync(0, StaffRelativeChange.Withdrawn));
            Assert.True(await ChangeAsync(0, StaffRelativeChange.Declared));
            Assert.True(await ChangeAsync(1, StaffRelativeChange.Declared));
            Assert.False(await ChangeAsync(1, StaffRelativeChange.Declared));
            Assert.True(await ChangeAsync(0, StaffRelativeChange.Withdrawn));
            Assert.True(await ChangeAsync(2, StaffRelativeChange.Declared));
            await work.CommitAsync(DataFolder.Cancel);
        }

        Assert.Equal([DataFolder.Id(1), DataFolder.Id(2)], (await storage.Staff.ListRelativesAsync(account.Id, DataFolder.Cancel)).Select(relative => relative.Beneficiary));
        Assert.Equal(4, folder.Count("staff_relative_event"));
        await using var reading = await storage.Store.BeginAsync(DataFolder.Cancel);
        Assert.Equal(
            [DataFolder.Id(1), DataFolder.Id(2)],
            (await reading.Staff.ReadDeclaredRelativesAsync(account.Id, DataFolder.Cancel)).OrderBy(id => id.Value, StringComparer.Ordinal));
        Assert.Empty(await reading.Staff.ReadDeclaredRelativesAsync(CaseSamples.Chief, DataFolder.Cancel));
        await reading.DisposeAsync();
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        folder.Tamper("UPDATE staff_relative_event SET change = 2 WHERE change = 1");
        Assert.Equal(AuditFault.RecordAltered, (await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Fault);
    }

    public void Dispose() => folder.Dispose();

    internal static StaffRead[] Reads(DateTimeOffset at) =>
    [
        new(CaseSamples.Clerk, StaffReadKind.CaseFile, "B000000", null, at),
        new(CaseSamples.Clerk, StaffReadKind.Identity, "B000000", Reason, at.AddMinutes(1)),
        new(CaseSamples.Chief, StaffReadKind.Frames, "B000000", Reason, at.AddMinutes(2)),
        new(CaseSamples.Clerk, StaffReadKind.Search, "-", null, at.AddMinutes(3)),
        new(CaseSamples.Chief, StaffReadKind.Log, "-", "x", at.AddMinutes(4)),
    ];

    internal static async Task AddAsync(PlatformStorage storage, IEnumerable<StaffRead> reads)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        foreach (var read in reads)
        {
            await work.Staff.AddReadAsync(read, DataFolder.Cancel);
        }

        await work.CommitAsync(DataFolder.Cancel);
    }

    internal async Task PutAsync(PlatformStorage storage, StaffAccount account, string? scope = null)
    {
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Staff.PutAsync(account, new StaffAccountEvent(account.Id, StaffChange.Created, account.Roles, CaseSamples.Chief, folder.Time.Now, scope), DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }
}

public sealed class StaffReadOnSqliteTests() : StaffReadTests(new DataFolder());

public sealed class StaffReadOnPostgresTests(PostgresServer server) : StaffReadTests(new DataFolder(server));
