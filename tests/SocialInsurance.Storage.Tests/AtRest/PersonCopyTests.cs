using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Storage.Sql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.AtRest;

public abstract class PersonCopyTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Copy_holds_everything_about_the_person_and_nothing_about_anybody_else()
    {
        await using var storage = await FilledAsync();
        var sections = await new TakePersonCopy(storage.Store, storage.HeldData, folder.Time).ExecuteAsync(DataFolder.Id(4), DataFolder.Cancel);
        var values = sections.SelectMany(section => section.Rows).SelectMany(row => row.Values).Select(value => value?.ToString() ?? string.Empty).ToList();
        Assert.Contains("试验者000004号", values);
        Assert.Contains("H00000004", values);
        Assert.Contains("13800000004", values);
        Assert.Equal("certified", Section(sections, "decisions").Rows[0]["outcome"]);
        Assert.Equal("李*", Section(sections, "helpers").Rows[0]["helper"]);
        Assert.Single(Section(sections, "periods").Rows);
        Assert.Single(Section(sections, "copiesTaken").Rows);
        Assert.DoesNotContain(values, value => value.Contains("000005", StringComparison.Ordinal) || value.Contains("李某某", StringComparison.Ordinal) || value.Contains("13900000009", StringComparison.Ordinal));
        Assert.Equal(1, folder.Count("person_data_taken"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Held_kinds_are_counted_with_their_oldest()
    {
        await using var storage = await FilledAsync();
        var held = (await storage.HeldData.ReadAsync(DataFolder.Id(4), DataFolder.Cancel)).ToDictionary(kind => kind.Kind);
        Assert.Equal([RetainedKind.Contacts, RetainedKind.Decisions, RetainedKind.Identity, RetainedKind.Relatives], held.Keys.Order());
        Assert.Equal((1L, folder.Time.Now), (held[RetainedKind.Contacts].Count, held[RetainedKind.Contacts].Since));
        Assert.Empty(await storage.HeldData.ReadAsync(new BeneficiaryId("nobody"), DataFolder.Cancel));
    }

    public void Dispose() => folder.Dispose();

    private static CopySection Section(IReadOnlyList<CopySection> sections, string name) => sections.First(section => section.Name == name);

    private async Task<PlatformStorage> FilledAsync()
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        foreach (var number in new[] { 4, 5 })
        {
            await work.Contacts.AddAsync(new NewContact(DataFolder.Id(number), PhoneNumber.From($"1380000000{number}"), ContactSource.Import, null, folder.Time.Now), DataFolder.Cancel);
        }

        var identity = new HelperIdentity(DocumentNumber.From("H00000099"), new PersonName("李某某"), PhoneNumber.From("13900000009"));
        await work.Relatives.AddLinkAsync(
            new NewRelativeLink(new LinkId(Guid.CreateVersion7(folder.Time.Now)), new HelperId(new string('a', 32)), DataFolder.Id(4), Kinship.Child, identity, folder.Time.Now), DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
        return storage;
    }
}

public sealed class PersonCopyOnSqliteTests() : PersonCopyTests(new DataFolder());

public sealed class PersonCopyOnPostgresTests(PostgresServer server) : PersonCopyTests(new DataFolder(server));

public sealed class PersonCopyCompletenessTests : IDisposable
{
    private readonly DataFolder folder = new();

    [Fact]
    public async Task Table_with_a_person_in_it_is_in_the_copy_or_left_out_by_name()
    {
        await using var storage = await folder.OpenAsync();
        using var connection = DataFolder.Connect(folder.Database);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name IN ('beneficiary_id', 'subject') ORDER BY m.name";
        using var reader = command.ExecuteReader();
        List<string> tables = [];
        while (reader.Read())
        {
            tables.Add(reader.GetString(0));
        }

        Assert.NotEmpty(tables);
        Assert.Empty(tables.Except(PersonCopyQuery.Parts.Select(part => part.Table)).Except(PersonCopyQuery.LeftOut.Keys));
    }

    public void Dispose() => folder.Dispose();
}
