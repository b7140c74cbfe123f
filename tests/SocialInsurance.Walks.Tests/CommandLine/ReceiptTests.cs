using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>receipt</c>: issued from a data folder, checked where there is neither data nor network.</summary>
public sealed class ReceiptTests : IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Receipt_written_from_the_books_verifies_in_an_empty_folder()
    {
        await FillAsync();
        var shown = (await ShowAsync("P1", "my.receipt.json")).Json(exitCode: 0).AssertHas("issued", "receiptId", "file", "token");
        Assert.Equal(shown.GetProperty("receiptId").GetString(), (await ShowAsync("P1", "again.receipt.json")).Json(exitCode: 0).GetProperty("receiptId").GetString());
        using var elsewhere = new Workspace();
        File.Copy(workspace.At("my.receipt.json"), elsewhere.At("my.receipt.json"));
        File.Copy(workspace.At("books", "keys", "receipt-1.pub.pem"), elsewhere.At("agency.pem"));

        var verified = (await elsewhere.RunAsync("receipt", "verify", "my.receipt.json", "--keys", "agency.pem", "--as-of", "2026-12-01", "--json"))
            .Json(exitCode: 0).AssertHas("ok", "size", "rootHash", "firstBadEntry", "state");
        Assert.Equal(("genuine", true, "given"), (verified.GetProperty("state").GetString(), verified.GetProperty("proofChecked").GetBoolean(), verified.GetProperty("keySource").GetString()));
        Assert.Matches("^[0-9a-f]{64}$", verified.GetProperty("rootHash").GetString());
        Assert.True(verified.GetProperty("size").GetInt64() > 0);
        var untrusted = (await elsewhere.RunAsync("receipt", "verify", "my.receipt.json", "--as-of", "2026-12-01")).AssertExit(0);
        Assert.Contains("请与签发机构公布的公钥指纹核对", untrusted.Out, StringComparison.Ordinal);
        elsewhere.Write("token.txt", shown.GetProperty("token").GetString()! + "\n");
        (await elsewhere.RunAsync("receipt", "verify", "token.txt", "--keys", "agency.pem", "--as-of", "2026-12-01")).AssertExit(0);
        Assert.Equal("keysNeeded", (await elsewhere.RunAsync("receipt", "verify", "token.txt", "--json")).Refused().Code);
        Assert.Equal(3, Directory.EnumerateFileSystemEntries(elsewhere.Root).Count());
        (await workspace.RunAsync("audit", "verify", "--data", "books")).AssertExit(0);
    }

    [Fact]
    public async Task Receipt_altered_expired_or_of_another_authority_is_negative_and_says_why()
    {
        await FillAsync();
        (await ShowAsync("P1", "my.receipt.json")).AssertExit(0);
        var text = await File.ReadAllTextAsync(workspace.At("my.receipt.json"), Cancel);
        workspace.Write("altered.receipt.json", text.Replace("2027-11-02", "2037-11-02", StringComparison.Ordinal));
        workspace.Write("moved.receipt.json", text.Replace("\"sequence\": ", "\"sequence\": 1", StringComparison.Ordinal));
        workspace.Write("other.pem", new ReceiptPublicKey(SignatureSuites.Default.Id, SignatureSuites.Default.PublicKeyOf(SignatureSuites.Default.CreatePrivateKey())).ToPem());
        var keys = workspace.At("books", "keys", "receipt-1.pub.pem");

        await NegativeAsync("notGenuine", "Unreadable", "altered.receipt.json", keys, "2026-12-01");
        var moved = await NegativeAsync("notGenuine", "ProofWrong", "moved.receipt.json", keys, "2026-12-01");
        Assert.Equal(JsonValueKind.Number, moved.GetProperty("firstBadEntry").ValueKind);
        await NegativeAsync("notGenuine", "KeyUnknown", "my.receipt.json", "other.pem", "2026-12-01");
        await NegativeAsync("expired", null, "my.receipt.json", keys, "2027-11-02");
    }

    [Fact]
    public async Task Revoked_receipt_is_found_by_the_signed_list_and_a_list_of_strangers_is_refused()
    {
        await FillAsync();
        (await ShowAsync("P1", "my.receipt.json")).AssertExit(0);
        var document = ReceiptFile.TryRead(await File.ReadAllBytesAsync(workspace.At("my.receipt.json"), Cancel))!;
        await using (var books = await Books.OpenAsync(workspace))
        {
            var list = RevocationList.Sign([document.Receipt.Body.Id], books.Time.GetUtcNow(), books.Storage.ReceiptSigner);
            workspace.Write("revocations.json", list.ToJson());
            workspace.Write("forged.json", (list with { Ids = [] }).ToJson());
        }

        string[] verify = ["receipt", "verify", "my.receipt.json", "--keys", workspace.At("books", "keys", "receipt-1.pub.pem"), "--as-of", "2026-12-01", "--json"];
        Assert.Equal("revoked", (await workspace.RunAsync([.. verify, "--revocations", "revocations.json"])).Json(exitCode: 4).GetProperty("state").GetString());
        Assert.Equal("revocations", (await workspace.RunAsync([.. verify, "--revocations", "forged.json"])).Refused().Code);
        Assert.Equal("revocations", (await workspace.RunAsync([.. verify, "--revocations", "my.receipt.json"])).Refused().Code);
    }

    [Fact]
    public async Task What_is_no_receipt_is_refused_with_its_file()
    {
        workspace.Write("letter.txt", "dear all");
        workspace.Write("big.json", new string(' ', 70_000));
        workspace.Write("bomb.json", new string('[', 50_000));
        foreach (var file in new[] { "letter.txt", "big.json", "bomb.json" })
        {
            var refused = (await workspace.RunAsync("receipt", "verify", file, "--json")).Refused();
            Assert.Equal(("notAReceipt", file), (refused.Code, refused.Place.File));
        }

        Assert.Equal("unreadable", (await workspace.RunAsync("receipt", "verify", "nothing.json", "--json")).Refused().Code);
        workspace.Write("token.txt", "SICERT1.AAAA");
        Assert.Equal("keys", (await workspace.RunAsync("receipt", "verify", "token.txt", "--keys", "letter.txt", "--json")).Refused().Code);
    }

    [Fact]
    public async Task Person_without_a_certification_gets_no_file()
    {
        await FillAsync();
        Assert.Equal("NotCertified", (await ShowAsync("P2", "none.receipt.json")).Json(exitCode: 4).GetProperty("refusal").GetString());
        Assert.False(File.Exists(workspace.At("none.receipt.json")));
        Assert.Equal("beneficiary", (await ShowAsync("no id", "none.receipt.json")).Refused().Code);
        Assert.Equal("dataMissing", (await workspace.RunAsync("receipt", "show", "--data", "nothing", "--beneficiary", "P1", "--out", "x", "--json")).Refused().Code);
    }

    [Fact]
    public async Task Rotated_key_leaves_older_receipts_genuine()
    {
        await FillAsync();
        (await ShowAsync("P1", "my.receipt.json")).AssertExit(0);
        var keys = (await workspace.RunAsync("receipt", "keys", "--data", "books", "--rotate", "--json")).Json(exitCode: 0);
        Assert.Equal(2, keys.GetProperty("keys").GetArrayLength());
        workspace.Write("all.pem", string.Concat(keys.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("publicKey").GetString())));
        (await workspace.RunAsync("receipt", "verify", "my.receipt.json", "--keys", "all.pem", "--as-of", "2026-12-01")).AssertExit(0);
    }

    [Fact]
    public async Task First_start_of_serve_shows_the_administrators_password_once_on_standard_error()
    {
        await using var serving = SicertProcess.Start(workspace.Root, ["serve", "--data", "books", "--urls", "http://127.0.0.1:0", "http://127.0.0.1:0", "--json"]);
        while (!serving.HasExited && !HasAdministrator())
        {
            await Task.Delay(200, Cancel);
        }

        await serving.InterruptAsync();
        var ended = await serving.EndAsync();
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(ended.Error, "[a-z2-9]{4}(-[a-z2-9]{4}){3}"));
        Assert.DoesNotMatch("[a-z2-9]{4}(-[a-z2-9]{4}){3}", ended.Out);
        Assert.Contains("admin", ended.Error, StringComparison.Ordinal);
        await using var books = await Books.OpenAsync(workspace);
        Assert.Equal("admin", Assert.Single(await books.Storage.Staff.ListAsync(Cancel)).Id.Value);
    }

    public void Dispose() => workspace.Dispose();

    private bool HasAdministrator()
    {
        if (!File.Exists(workspace.At("books", "eligibility.db")))
        {
            return false;
        }

        try
        {
            using var connection = new SqliteConnection($"Data Source={workspace.At("books", "eligibility.db")};Pooling=False;Mode=ReadOnly");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM staff_account";
            return (long)command.ExecuteScalar()! > 0;
        }
        catch (SqliteException)
        {
            return false; // not made yet
        }
    }

    private Task<SicertResult> ShowAsync(string person, string file) =>
        workspace.RunAsync("receipt", "show", "--data", workspace.At("books"), "--beneficiary", person, "--out", file, "--as-of", "2026-12-01", "--json");

    private async Task<JsonElement> NegativeAsync(string state, string? fault, string file, string keys, string day)
    {
        var verdict = (await workspace.RunAsync("receipt", "verify", file, "--keys", keys, "--as-of", day, "--json")).Json(exitCode: 4);
        Assert.Equal((false, state, fault), (verdict.GetProperty("ok").GetBoolean(), verdict.GetProperty("state").GetString(), verdict.GetProperty("fault").GetString()));
        return verdict;
    }

    /// <summary>P1 certified on 2026-11-02 for a year, P2 asked to appear.</summary>
    private async Task FillAsync()
    {
        await using var books = await Books.OpenAsync(workspace);
        var asOf = new DateOnly(2026, 11, 2);
        Beneficiary[] people =
        [
            .. new[] { "P1", "P2" }.Select(id => new Beneficiary(
                new BeneficiaryId(id), DocumentNumber.From($"H0000000{id[1]}"), new PersonName("试验者"), new DateOnly(1950, 1, 1), "990101", asOf, null)),
        ];
        await new RegisterBeneficiaries(books.Storage.Store, books.Time).ExecuteAsync(Sha256Digest.Of("register"u8), "register", people, Cancel);
        await new RecordSilentDecisions(books.Storage.Store, books.Time).ExecuteAsync(
            new SilentRun(new RunId("run-1"), asOf, new PolicyReference("test", Sha256Digest.Of(Encoding.UTF8.GetBytes("policy"))), 12, Sha256Digest.Of("decisions"u8)),
            [
                new SilentDecision(people[0].Id, DecisionOutcome.Certified, "S1", null, []),
                new SilentDecision(people[1].Id, DecisionOutcome.FaceRequired, "F1", null, []),
            ],
            Cancel);
    }
}
