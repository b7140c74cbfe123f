using System.Text;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Storage.Tests;

public sealed class PersonalDataTests : IDisposable
{
    private readonly DataFolder folder = new();

    [Fact]
    public async Task No_file_holds_a_number_or_a_name_in_plain_while_open_or_closed()
    {
        await using (var storage = await folder.OpenAsync())
        {
            await folder.RegisterAsync(storage, 50);
            await folder.RecordAsync(storage, 50);
            await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(7), 3);
            AssertSealed(mustContain: "eligibility.db-wal");
        }

        AssertSealed(mustContain: "eligibility.db");
    }

    [Fact]
    public async Task Templates_file_names_no_beneficiary_and_holds_no_plain_template()
    {
        await using (var storage = await folder.OpenAsync())
        {
            await folder.RegisterAsync(storage, 8);
            await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(7), 3);
        }

        var bytes = await File.ReadAllBytesAsync(folder.File("templates.db"), DataFolder.Cancel);
        Assert.Equal(-1, bytes.AsSpan().IndexOf("B000007"u8));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(EnrolmentTests.Template(3).AsSpan(0, 64)));
    }

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
    [InlineData("UPDATE beneficiary SET document_sealed = x'' WHERE id = 'B000001'")]
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

    private void AssertSealed(string mustContain)
    {
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith(mustContain, StringComparison.Ordinal));
        foreach (var file in files)
        {
            var bytes = ReadShared(file);
            for (var number = 0; number < 50; number++)
            {
                var person = DataFolder.Person(number);
                foreach (var text in new[] { person.Document.Reveal(), person.Name.Reveal(), "试验者" })
                {
                    foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
                    {
                        Assert.Equal(-1, bytes.AsSpan().IndexOf(encoding.GetBytes(text)));
                    }
                }
            }
        }
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
