using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage;

namespace SocialInsurance.Storage.Tests;

public sealed class StaffStoreTests : IDisposable
{
    private readonly DataFolder folder = new();

    [Fact]
    public async Task First_administrator_is_made_once_and_must_change_the_password_shown()
    {
        await using var storage = await folder.OpenAsync();
        var accounts = Accounts(storage, folder.Time);
        List<(string Name, string Password)> shown = [];
        Assert.True(await accounts.CreateFirstAsync((name, password) => shown.Add((name, password)), DataFolder.Cancel));
        Assert.False(await accounts.CreateFirstAsync((name, password) => shown.Add((name, password)), DataFolder.Cancel));
        var (account, oneTime) = Assert.Single(shown);
        var signedIn = (await accounts.SignInAsync(account, oneTime, DataFolder.Cancel)).Account!;
        Assert.Equal((StaffRoles.Administrator, true), (signedIn.Roles, signedIn.MustChange));
        Assert.DoesNotContain(oneTime, await File.ReadAllTextAsync(folder.Database, DataFolder.Cancel), StringComparison.Ordinal);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Screen_that_fails_leaves_no_account_whose_password_nobody_saw()
    {
        await using var storage = await folder.OpenAsync();
        await Assert.ThrowsAsync<IOException>(() => Accounts(storage, folder.Time).CreateFirstAsync((_, _) => throw new IOException("planted"), DataFolder.Cancel));
        Assert.Equal((0L, 0L), (folder.Count("staff_account"), folder.Count("audit_entry")));
    }

    [Fact]
    public async Task Fifth_wrong_password_locks_and_the_lock_ends_by_itself_and_grows()
    {
        await using var storage = await folder.OpenAsync();
        var accounts = Accounts(storage, folder.Time);
        var right = await NewAsync(accounts);
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.IsType<SignInRefused>((await accounts.SignInAsync("cw-1", "wrong", DataFolder.Cancel)).Refusal);
        }

        Assert.IsType<SignInRefused>((await accounts.SignInAsync("cw-1", right, DataFolder.Cancel)).Refusal);
        folder.Time.Now = folder.Time.Now.AddSeconds(61);
        Assert.IsType<SignInRefused>((await accounts.SignInAsync("cw-1", "wrong", DataFolder.Cancel)).Refusal);
        folder.Time.Now = folder.Time.Now.AddSeconds(61);
        Assert.NotNull((await accounts.SignInAsync("cw-1", right, DataFolder.Cancel)).Refusal);
        folder.Time.Now = folder.Time.Now.AddSeconds(60);
        Assert.NotNull((await accounts.SignInAsync("CW-1", right, DataFolder.Cancel)).Account);
        Assert.Equal(2, folder.Count("staff_account_event WHERE change = 4"));
        Assert.Equal(0, (await storage.Staff.FindAsync(new CaseworkerId("cw-1"), DataFolder.Cancel))!.FailedCount);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("nobody", "x")]
    [InlineData("cw-1' OR '1'='1", "x")]
    [InlineData("cw-1", null)]
    public async Task Stranger_is_refused_in_the_same_words_and_writes_nothing_but_a_count(string? name, string? password)
    {
        await using var storage = await folder.OpenAsync();
        var accounts = Accounts(storage, folder.Time);
        await NewAsync(accounts);
        var entries = folder.Count("audit_entry");
        Assert.Equal(new SignInRefused(), (await accounts.SignInAsync(name, password, DataFolder.Cancel)).Refusal);
        Assert.Equal(entries, folder.Count("audit_entry"));
    }

    [Fact]
    public async Task Password_is_changed_by_its_owner_only_and_weak_ones_are_refused()
    {
        await using var storage = await folder.OpenAsync();
        var accounts = Accounts(storage, folder.Time);
        var oneTime = await NewAsync(accounts);
        var id = new CaseworkerId("cw-1");
        foreach (var weak in new[] { "short", "aaaaaaaaaaaaaaaa", oneTime, "xx-CW-1-xx-yy-zz", new string('x', 129), string.Empty })
        {
            Assert.IsType<PasswordTooWeak>((await accounts.ChangePasswordAsync(id, oneTime, weak, DataFolder.Cancel)).Refusal);
        }

        Assert.IsType<SignInRefused>((await accounts.ChangePasswordAsync(id, "wrong", "a new pass phrase", DataFolder.Cancel)).Refusal);
        Assert.False((await accounts.ChangePasswordAsync(id, oneTime, "a new pass phrase", DataFolder.Cancel)).Account!.MustChange);
        Assert.NotNull((await accounts.SignInAsync("cw-1", oneTime, DataFolder.Cancel)).Refusal);
        Assert.NotNull((await accounts.SignInAsync("cw-1", "a new pass phrase", DataFolder.Cancel)).Account);
    }

    [Fact]
    public async Task Closed_account_signs_in_no_more_and_nobody_closes_their_own()
    {
        await using var storage = await folder.OpenAsync();
        var accounts = Accounts(storage, folder.Time);
        var password = await NewAsync(accounts);
        var (id, admin) = (new CaseworkerId("cw-1"), new CaseworkerId("admin"));
        Assert.NotNull((await accounts.CloseAsync(id, id, DataFolder.Cancel)).Refusal);
        Assert.Null((await accounts.CloseAsync(id, admin, DataFolder.Cancel)).Refusal);
        Assert.NotNull((await accounts.SignInAsync("cw-1", password, DataFolder.Cancel)).Refusal);
        Assert.IsType<AccountExists>((await accounts.CreateAsync(id, StaffRoles.Caseworker, admin, DataFolder.Cancel)).Refusal);
        Assert.IsType<AccountUnknown>((await accounts.ResetPasswordAsync(id, admin, DataFolder.Cancel)).Refusal);
    }

    [Fact]
    public async Task Meeting_and_confirmation_are_one_transaction_and_the_same_meeting_again_changes_nothing()
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 4);
        await MeetAsync(storage, folder.Time, DataFolder.Id(2));
        var again = await MeetAsync(storage, folder.Time, DataFolder.Id(2));
        Assert.Null(again.Refusal);
        Assert.Equal((1L, 1L), (folder.Count("assisted_meeting"), folder.Count("decision")));
        Assert.IsType<BeneficiaryUnknown>((await MeetAsync(storage, folder.Time, DataFolder.Id(99), "meeting-9")).Refusal);
        Assert.Equal(1, folder.Count("assisted_meeting"));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>An account with everything that is audited about it, and a meeting.</summary>
    internal static async Task<AliveConfirmed> MeetAsync(PlatformStorage storage, FixedTime time, BeneficiaryId person, string meeting = "meeting-1")
    {
        await NewAsync(Accounts(storage, time));
        return await new ConfirmAlive(storage.Store, time).ExecuteAsync(
            new AliveConfirmation(
                person,
                new CaseworkerId("cw-1"),
                new SessionId(meeting),
                DataFolder.AsOf.AddDays(1),
                DataFolder.Policy,
                12,
                new MeetingPlace(MeetingKind.HomeVisit, "试验村")),
            DataFolder.Cancel);
    }

    private static StaffAccounts Accounts(PlatformStorage storage, TimeProvider time) => new(storage.Store, storage.Staff, new PlainHashing(), time);

    private static async Task<string> NewAsync(StaffAccounts accounts) =>
        (await accounts.CreateAsync(new CaseworkerId("cw-1"), StaffRoles.Caseworker, new CaseworkerId("admin"), DataFolder.Cancel)).OneTimePassword ?? string.Empty;

    /// <summary>The real hashing lives in the host; here only its contract counts.</summary>
    private sealed class PlainHashing : IPasswordHashing
    {
        public string Hash(string password) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(password)));

        public bool Fits(string hash, string password) => hash == Hash(password);
    }
}
