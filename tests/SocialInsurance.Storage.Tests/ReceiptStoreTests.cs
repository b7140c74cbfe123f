using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage;

namespace SocialInsurance.Storage.Tests;

public sealed class ReceiptStoreTests : IDisposable
{
    private static readonly DateOnly Today = DataFolder.AsOf.AddDays(2);
    private static readonly CaseworkerId Clerk = new("cw-1");
    private readonly DataFolder folder = new();

    [Fact]
    public async Task Receipt_is_issued_once_for_a_decision_and_is_genuine()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var first = await IssueAsync(storage, folder.Time, DataFolder.Id(4));
        var again = await IssueAsync(storage, folder.Time, DataFolder.Id(4));
        Assert.Equal((true, false), (first.IsNew, again.IsNew));
        Assert.Equal(first.Stored!.Receipt.Signed, again.Stored!.Receipt.Signed);
        Assert.Equal(1, folder.Count("receipt"));

        var receipt = again.Stored.Receipt;
        var document = new ReceiptDocument(receipt.Signed, receipt.Proof, storage.ReceiptSigner.Current);
        var verdict = Check(storage).Check(ReceiptFile.TryRead(ReceiptFile.Write(document))!, Today, _ => false);
        Assert.Equal((ReceiptState.Genuine, ReceiptFault.None, true), (verdict.State, verdict.Fault, verdict.ProofChecked));
        Assert.Equal(DataFolder.AsOf.AddMonths(12), verdict.Receipt!.Body.ValidUntil);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Receipt_asked_for_by_many_at_once_is_one()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => IssueAsync(storage, folder.Time, DataFolder.Id(8)))));
        Assert.Single(all.Select(one => one.Stored!.Receipt.Id).Distinct());
        Assert.Single(all, one => one.IsNew);
    }

    [Fact]
    public async Task Person_without_a_certification_in_force_gets_none()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        Assert.IsType<NotCertified>((await IssueAsync(storage, folder.Time, DataFolder.Id(2))).Refusal);
        Assert.IsType<NotCertified>((await IssueAsync(storage, folder.Time, DataFolder.Id(4), DataFolder.AsOf.AddMonths(12))).Refusal);
        Assert.Equal(0, folder.Count("receipt"));
    }

    [Fact]
    public async Task Holder_is_proven_by_number_name_and_salt_and_by_nothing_less()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var body = (await IssueAsync(storage, folder.Time, DataFolder.Id(4))).Stored!.Receipt.Signed.Body;
        var salt = HolderCommitment.SaltFrom((await storage.AuditLog.ProveInclusionAsync(body.AuditSequence, DataFolder.Cancel))!.Salts);
        var person = DataFolder.Person(4);
        Assert.Equal(body.Holder, HolderCommitment.Of(salt, person.Document.LookupForm, person.Name.Reveal()));
        Assert.NotEqual(body.Holder, HolderCommitment.Of(salt, DataFolder.Person(5).Document.LookupForm, person.Name.Reveal()));
        Assert.NotEqual(body.Holder, HolderCommitment.Of(salt, person.Document.LookupForm, "另一人"));
        Assert.NotEqual(body.Holder, HolderCommitment.Of(default, person.Document.LookupForm, person.Name.Reveal()));
    }

    [Fact]
    public async Task Revoked_receipt_is_listed_signed_and_stays_revoked()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var id = await IssueAndRevokeAsync(storage, folder.Time, DataFolder.Id(4));
        var revoke = new RevokeReceipt(storage.Store, folder.Time);
        Assert.Null((await revoke.ExecuteAsync(id, RevocationReason.DecisionUndone, Clerk, DataFolder.Cancel)).Refusal);
        Assert.IsType<ReceiptAlreadyRevoked>((await revoke.ExecuteAsync(id, RevocationReason.IssuedInError, Clerk, DataFolder.Cancel)).Refusal);
        Assert.IsType<ReceiptUnknown>((await revoke.ExecuteAsync(new ReceiptId(Guid.Empty), RevocationReason.IssuedInError, Clerk, DataFolder.Cancel)).Refusal);
        Assert.Equal(1, folder.Count("receipt_revocation"));

        var listed = await storage.Receipts.ListRevokedAsync(Today, DataFolder.Cancel);
        Assert.Equal([id], listed);
        Assert.Empty(await storage.Receipts.ListRevokedAsync(DataFolder.AsOf.AddYears(2), DataFolder.Cancel));
        var list = RevocationList.TryRead(RevocationList.Sign(listed, folder.Time.Now, storage.ReceiptSigner).ToJson())!;
        Assert.True(list.IsSignedBy(new ReceiptKeySet(storage.ReceiptSigner.Published)));
        Assert.False((list with { Ids = [] }).IsSignedBy(new ReceiptKeySet(storage.ReceiptSigner.Published)));
        var stored = await storage.Receipts.FindAsync(id, DataFolder.Cancel);
        Assert.Equal(ReceiptState.Revoked, Check(storage).Check(stored!.Receipt.Signed, Today, list.Ids.Contains).State);
        Assert.NotNull(stored.Revocation);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Rotated_key_signs_new_receipts_and_old_ones_still_verify()
    {
        await folder.PrepareAsync();
        SignedReceipt old, young;
        await using (var storage = await folder.OpenAsync())
        {
            old = (await IssueAsync(storage, folder.Time, DataFolder.Id(4))).Stored!.Receipt.Signed;
            await storage.RotateReceiptKeyAsync(DataFolder.Cancel);
        }

        File.Delete(folder.File("keys/receipt-1.key"));
        await using (var storage = await folder.OpenAsync())
        {
            young = (await IssueAsync(storage, folder.Time, DataFolder.Id(8))).Stored!.Receipt.Signed;
            Assert.Equal(2, storage.ReceiptSigner.Published.Count);
            Assert.Equal(ReceiptState.Genuine, Check(storage).Check(old, Today, _ => false).State);
            Assert.Equal(ReceiptState.Genuine, Check(storage).Check(young, Today, _ => false).State);
            Assert.NotEqual(old.Signature.KeyId, young.Signature.KeyId);
            var newOnly = new ReceiptCheck(new ReceiptKeySet([storage.ReceiptSigner.Current]));
            Assert.Equal(ReceiptFault.KeyUnknown, newOnly.Check(old, Today, _ => false).Fault);
        }
    }

    [Fact]
    public async Task Receipt_keys_lost_or_of_another_installation_are_refused_and_never_made_anew()
    {
        await folder.PrepareAsync();
        await using (var storage = await folder.OpenAsync())
        {
            await IssueAsync(storage, folder.Time, DataFolder.Id(4));
        }

        using var other = new DataFolder();
        await other.PrepareAsync();
        foreach (var name in new[] { "receipt-1.key", "receipt-1.pub.pem" })
        {
            var kept = await File.ReadAllBytesAsync(folder.File($"keys/{name}"), DataFolder.Cancel);
            File.Copy(other.File($"keys/{name}"), folder.File($"keys/{name}"), overwrite: true);
            Assert.Equal(StorageFault.KeyWrong, (await folder.RefusedAsync()).Fault);
            await File.WriteAllBytesAsync(folder.File($"keys/{name}"), "nothing"u8.ToArray(), DataFolder.Cancel);
            Assert.Equal(StorageFault.KeyWrong, (await folder.RefusedAsync()).Fault);
            File.Delete(folder.File($"keys/{name}"));
            Assert.Equal(StorageFault.KeyMissing, (await folder.RefusedAsync()).Fault);
            await File.WriteAllBytesAsync(folder.File($"keys/{name}"), kept, DataFolder.Cancel);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder.File($"keys/{name}"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        await using var whole = await folder.OpenAsync();
        Assert.Single(whole.ReceiptSigner.Published);
    }

    [Fact]
    public async Task Private_key_is_for_its_owner_only()
    {
        await folder.PrepareAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("keys/receipt-1.key")));
        }

    }

    public void Dispose() => folder.Dispose();

    internal static async Task<ReceiptId> IssueAndRevokeAsync(PlatformStorage storage, TimeProvider time, BeneficiaryId person)
    {
        var id = (await IssueAsync(storage, time, person)).Stored!.Receipt.Id;
        await new RevokeReceipt(storage.Store, time).ExecuteAsync(id, RevocationReason.DecisionUndone, Clerk, DataFolder.Cancel);
        return id;
    }

    private static ReceiptCheck Check(PlatformStorage storage) => new(new ReceiptKeySet(storage.ReceiptSigner.Published));

    private static Task<IssueReceiptResult> IssueAsync(PlatformStorage storage, TimeProvider time, BeneficiaryId person, DateOnly? today = null) =>
        new IssueReceipt(
            storage.Store, new ReceiptSources(storage.Reader, storage.Receipts, storage.Identities, storage.AuditLog), storage.ReceiptSigner, time)
            .ExecuteAsync(person, "试验市社会保险事业中心", today ?? Today, DataFolder.Cancel);
}
