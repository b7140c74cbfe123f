using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class PersonalDataTests(DataFolder folder) : IDisposable
{

    [Fact]
    public async Task Person_is_found_by_document_in_old_and_new_form()
    {
        await using var storage = await folder.OpenAsync();
        var former = DocumentNumber.From("990101490101001");
        var person = DataFolder.Person(1) with { Document = DocumentNumber.From(former.LookupForm) };
        var twin = DataFolder.Person(2) with { Document = former };
        await new RegisterBeneficiaries(storage.Store, folder.Time)
            .ExecuteAsync(default, "register", [person, twin, DataFolder.Person(3)], DataFolder.Cancel);
        Assert.Equal([person, twin], await storage.Identities.FindByDocumentAsync(former, DataFolder.Cancel));
        Assert.Equal([person, twin], await storage.Identities.FindByDocumentAsync(person.Document, DataFolder.Cancel));
        Assert.Empty(await storage.Identities.FindByDocumentAsync(DocumentNumber.From("X1"), DataFolder.Cancel));
    }

    [Theory]
    [InlineData("UPDATE beneficiary SET name_sealed = document_sealed WHERE id = 'B000001'")]
    [InlineData("UPDATE beneficiary SET name_sealed = (SELECT name_sealed FROM beneficiary WHERE id = 'B000002') WHERE id = 'B000001'")]
    [InlineData("UPDATE beneficiary SET document_sealed = zeroblob(50) WHERE id = 'B000001'")]
    [InlineData("UPDATE beneficiary SET document_sealed = zeroblob(0) WHERE id = 'B000001'")]
    public async Task Sealed_field_moved_or_changed_does_not_open(string sql)
    {
        await folder.PrepareAsync();
        folder.Tamper(sql);
        await using var storage = await folder.OpenAsync();
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => storage.Identities.FindAsync(DataFolder.Id(1), DataFolder.Cancel));
        Assert.Equal(StorageFault.Damaged, refused.Fault);
        Assert.DoesNotContain("试验者", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_made_at_first_start_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // no modes there: the access list is inherited
        }

        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 1);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        foreach (var inner in new[] { folder.Path, folder.File("keys") })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(inner));
        }
    }

    public void Dispose() => folder.Dispose();
}

public sealed class PersonalDataOnSqliteTests() : PersonalDataTests(new DataFolder());

public sealed class PersonalDataOnPostgresTests(PostgresServer server) : PersonalDataTests(new DataFolder(server));
