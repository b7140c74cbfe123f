using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class StaffFactorStoreTests(DataFolder folder) : IDisposable
{
    private static readonly CaseworkerId Owner = new("cw-1");
    private static readonly CaseworkerId One = new("admin-1");
    private static readonly CaseworkerId Two = new("admin-2");

    [Fact]
    public async Task Factor_is_set_up_by_a_code_asked_for_from_then_on_and_each_code_counts_once()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        var secret = (await factors.BeginAsync(Owner, null, DataFolder.Cancel)).Secret!;
        Assert.Null((await AccountAsync(storage)).FactorSince);
        Assert.IsType<CodeRefused>((await factors.ConfirmAsync(Owner, "000000", DataFolder.Cancel)).Refusal);
        var codes = (await factors.ConfirmAsync(Owner, Code(secret), DataFolder.Cancel)).RecoveryCodes;
        Assert.Equal(10, codes.Count);
        Assert.Equal(folder.Time.Now, (await AccountAsync(storage)).FactorSince);

        // the code that confirmed it, then a step later: once
        Assert.IsType<CodeRefused>((await factors.CheckAsync(Owner, Code(secret), DataFolder.Cancel)).Refusal);
        folder.Time.Now = folder.Time.Now.AddSeconds(30);
        Assert.NotNull((await factors.CheckAsync(Owner, Code(secret), DataFolder.Cancel)).Account);
        Assert.IsType<CodeRefused>((await factors.CheckAsync(Owner, Code(secret), DataFolder.Cancel)).Refusal);
        Assert.NotNull((await factors.CheckAsync(Owner, codes[3], DataFolder.Cancel)).Account);
        Assert.IsType<CodeRefused>((await factors.CheckAsync(Owner, codes[3], DataFolder.Cancel)).Refusal);
        Assert.Equal(9, (await storage.Staff.ReadFactorAsync(Owner, DataFolder.Cancel)).RecoveryCodesLeft);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Of_the_same_code_shown_many_times_at_once_one_counts()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        var secret = await SetUpAsync(factors);
        var shown = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => factors.CheckAsync(Owner, Code(secret), DataFolder.Cancel)));
        Assert.Single(shown, result => result.Account is not null);
    }

    [Fact]
    public async Task Wrong_codes_lock_the_factor_for_a_time_that_grows_and_ends()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        var secret = await SetUpAsync(factors);
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.NotNull((await factors.CheckAsync(Owner, "000000", DataFolder.Cancel)).Refusal);
        }

        Assert.NotNull((await factors.CheckAsync(Owner, Code(secret), DataFolder.Cancel)).Refusal);
        folder.Time.Now = folder.Time.Now.AddSeconds(61);
        Assert.NotNull((await factors.CheckAsync(Owner, Code(secret), DataFolder.Cancel)).Account);
        Assert.Equal(1, folder.Count($"staff_security_event WHERE change = {(int)StaffSecurityChange.FactorLocked}"));
    }

    [Fact]
    public async Task Another_factor_takes_the_place_only_with_a_code_of_the_present_one()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        var secret = await SetUpAsync(factors);
        Assert.IsType<CodeRefused>((await factors.BeginAsync(Owner, null, DataFolder.Cancel)).Refusal);
        var next = (await factors.BeginAsync(Owner, Code(secret), DataFolder.Cancel)).Secret!;
        folder.Time.Now = folder.Time.Now.AddSeconds(30);
        Assert.NotNull((await factors.CheckAsync(Owner, Code(secret), DataFolder.Cancel)).Account); // until the new one is confirmed
        Assert.NotNull((await factors.ConfirmAsync(Owner, Code(next), DataFolder.Cancel)).Account);
        folder.Time.Now = folder.Time.Now.AddSeconds(30);
        Assert.NotNull((await factors.CheckAsync(Owner, Code(secret), DataFolder.Cancel)).Refusal);
        Assert.NotNull((await factors.CheckAsync(Owner, Code(next), DataFolder.Cancel)).Account);
    }

    [Fact]
    public async Task Recovery_codes_are_renewed_all_together()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        var secret = (await factors.BeginAsync(Owner, null, DataFolder.Cancel)).Secret!;
        var former = (await factors.ConfirmAsync(Owner, Code(secret), DataFolder.Cancel)).RecoveryCodes;
        folder.Time.Now = folder.Time.Now.AddSeconds(30);
        var renewed = (await factors.RenewCodesAsync(Owner, Code(secret), DataFolder.Cancel)).RecoveryCodes;
        Assert.Empty(former.Intersect(renewed));
        Assert.NotNull((await factors.CheckAsync(Owner, former[0], DataFolder.Cancel)).Refusal);
        Assert.NotNull((await factors.CheckAsync(Owner, renewed[0], DataFolder.Cancel)).Account);
    }

    [Fact]
    public async Task Lost_factor_is_reset_by_two_administrators_never_by_one_and_never_by_its_owner()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        await SetUpAsync(factors);
        Assert.IsType<FactorResetNeedsAnother>((await factors.ResetAsync(Owner, Owner, DataFolder.Cancel)).Refusal);
        Assert.Equal(new FactorResetResult(false, null), await factors.ResetAsync(Owner, One, DataFolder.Cancel));
        Assert.IsType<FactorResetNeedsAnother>((await factors.ResetAsync(Owner, One, DataFolder.Cancel)).Refusal);
        Assert.Equal(One, (await storage.Staff.ReadFactorAsync(Owner, DataFolder.Cancel)).ResetAskedBy);

        // a request that nobody took up is over after a week
        folder.Time.Now = folder.Time.Now.AddDays(8);
        Assert.Equal(new FactorResetResult(false, null), await factors.ResetAsync(Owner, Two, DataFolder.Cancel));
        Assert.Equal(new FactorResetResult(true, null), await factors.ResetAsync(Owner, One, DataFolder.Cancel));
        Assert.Null((await AccountAsync(storage)).FactorSince);
        Assert.Equal(0, folder.Count("staff_recovery_code"));
        Assert.IsType<AccountUnknown>((await factors.ResetAsync(Owner, Two, DataFolder.Cancel)).Refusal);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Whoever_owns_the_folder_resets_a_factor_and_the_log_says_so()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        await SetUpAsync(factors);
        Assert.True((await factors.ResetBySystemAsync(Owner, DataFolder.Cancel)).Done);
        Assert.Equal(1, folder.Count($"staff_security_event WHERE change = {(int)StaffSecurityChange.FactorReset} AND changed_by = 'system'"));
    }

    [Fact]
    public async Task Secret_and_recovery_codes_are_nowhere_in_the_clear_and_moved_secrets_do_not_open()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        var secret = (await factors.BeginAsync(Owner, null, DataFolder.Cancel)).Secret!;
        var codes = (await factors.ConfirmAsync(Owner, Code(secret), DataFolder.Cancel)).RecoveryCodes;
        Assert.Equal(0, folder.Count($"staff_factor WHERE secret_sealed = {folder.Intruder.Literal(secret)}"));
        Assert.Equal(0, folder.Count($"staff_recovery_code WHERE digest = {folder.Intruder.Literal(System.Text.Encoding.ASCII.GetBytes(codes[0]))}"));
        folder.Tamper("UPDATE staff_factor SET account_id = 'admin-1'");
        await Assert.ThrowsAsync<StorageRefusedException>(() => factors.CheckAsync(One, Code(secret), DataFolder.Cancel));
    }

    [Fact]
    public async Task Signing_out_everywhere_begins_a_new_round_of_sessions()
    {
        await using var storage = await OpenAsync();
        var factors = new StaffFactors(storage.Store, folder.Time);
        Assert.Equal(1, (await factors.SignOutEverywhereAsync(Owner, DataFolder.Cancel)).Account!.SessionRound);
        Assert.Equal(1, (await AccountAsync(storage)).SessionRound);
        Assert.IsType<AccountUnknown>((await factors.SignOutEverywhereAsync(new CaseworkerId("nobody"), DataFolder.Cancel)).Refusal);
    }

    public void Dispose() => folder.Dispose();

    private string Code(byte[] secret) => Totp.CodeAt(secret, Totp.StepAt(folder.Time.Now));

    private static async Task<StaffAccount> AccountAsync(PlatformStorage storage) => (await storage.Staff.FindAsync(Owner, DataFolder.Cancel))!;

    private async Task<byte[]> SetUpAsync(StaffFactors factors)
    {
        var secret = (await factors.BeginAsync(Owner, null, DataFolder.Cancel)).Secret!;
        Assert.NotNull((await factors.ConfirmAsync(Owner, Code(secret), DataFolder.Cancel)).Account);
        folder.Time.Now = folder.Time.Now.AddSeconds(30);
        return secret;
    }

    private async Task<PlatformStorage> OpenAsync()
    {
        var storage = await folder.OpenAsync();
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        foreach (var id in new[] { Owner, One, Two })
        {
            await work.Staff.PutAsync(new StaffAccount(id, "x", StaffRoles.Caseworker, false, 0, null, false), null, DataFolder.Cancel);
        }

        await work.CommitAsync(DataFolder.Cancel);
        return storage;
    }
}

public sealed class StaffFactorStoreOnSqliteTests() : StaffFactorStoreTests(new DataFolder());

public sealed class StaffFactorStoreOnPostgresTests(PostgresServer server) : StaffFactorStoreTests(new DataFolder(server));
