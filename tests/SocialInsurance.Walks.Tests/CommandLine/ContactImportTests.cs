using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests;

/// <summary>Telephone numbers from a file of the agency: nothing lost, nothing said twice, no number where it does not belong.</summary>
public sealed class ContactImportTests : IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_records_what_can_be_used_and_keeps_the_rest_with_its_reason()
    {
        await RegisterAsync();
        workspace.Write("phones.csv", "beneficiaryId,phone\nB1,13900000001\nB2,+85291234567\nB9,13900000009\nB1 x,13900000001\nB2,12345\n\nB2,139 0000 0002\n");

        var first = (await workspace.RunAsync("contact", "import", "phones.csv", "--data", "data", "--json")).Json(exitCode: 0);

        first.AssertHas("file", "read", "accepted", "recorded", "unchanged", "rejected", "rejects");
        Assert.Equal((6, 3, 3, 3), (Number("read"), Number("accepted"), Number("recorded"), Number("rejected")));
        var rejects = await File.ReadAllTextAsync(workspace.At(first.GetProperty("rejects").GetString()!), Cancel);
        Assert.Equal(
            ["file,line,column,reason", "phones.csv,4,beneficiaryId,NotRegistered", "phones.csv,5,beneficiaryId,BadId", "phones.csv,6,phone,BadPhone"],
            rejects.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
        var again = (await workspace.RunAsync("contact", "import", "phones.csv", "--data", "data", "--json")).Json(exitCode: 0);
        Assert.Equal(6, again.GetProperty("read").GetInt32());
        await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = workspace.At("data") }, TimeProvider.System, Cancel);
        Assert.Equal("13900000001", (await storage.People.FindPhoneAsync(new BeneficiaryId("B1"), Cancel))!.Reveal());
        Assert.Equal("13900000002", (await storage.People.FindPhoneAsync(new BeneficiaryId("B2"), Cancel))!.Reveal());
        Assert.True((await storage.AuditLog.VerifyAsync(Cancel)).Ok);

        int Number(string name) => first.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Import_without_header_file_or_store_is_refused_with_place_and_leaves_nothing()
    {
        workspace.Write("phones.csv", "B1,13900000001\n");
        Assert.Equal("dataMissing", (await workspace.RunAsync("contact", "import", "phones.csv", "--data", "data", "--json")).Refused().Code);
        await RegisterAsync();
        Assert.Equal("unreadable", (await workspace.RunAsync("contact", "import", "nowhere.csv", "--data", "data", "--json")).Refused().Code);

        var refused = (await workspace.RunAsync("contact", "import", "phones.csv", "--data", "data", "--json")).Refused();

        Assert.Equal(("columnNotFound", ("phones.csv", 1L)), (refused.Code, (refused.Place.File, refused.Place.Line)));
        Assert.Empty(Directory.EnumerateFiles(workspace.At("data"), "*rejects*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Clean_import_shows_its_figures_and_no_number()
    {
        await RegisterAsync();
        workspace.Write("phones.csv", "phone,beneficiaryId\n13900000001,B1\n");

        var result = (await workspace.RunAsync("contact", "import", "phones.csv", "--data", "data")).AssertExit(0);

        Assert.Contains("读取 1 行", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("1390000", result.Out + result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();

    private async Task RegisterAsync()
    {
        await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = workspace.At("data") }, TimeProvider.System, Cancel);
        var people = new[] { "B1", "B2" }.Select(id => new Beneficiary(
            new BeneficiaryId(id), DocumentNumber.From($"H1234567{id[1]}"), new PersonName("试验者"), new DateOnly(1948, 1, 1), "990101", new DateOnly(2026, 11, 1), null));
        await new RegisterBeneficiaries(storage.Store, TimeProvider.System).ExecuteAsync(Sha256Digest.Of("register"u8), "register", people, Cancel);
    }
}
