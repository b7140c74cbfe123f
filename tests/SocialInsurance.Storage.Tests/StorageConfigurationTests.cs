using SocialInsurance.Storage.PostgreSql;

namespace SocialInsurance.Storage.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class StorageConfigurationTests : IDisposable
{
    private const string Connection = "Host=db;Database=province;Username=sicert;Password=hidden-word";
    private readonly string folder = Directory.CreateTempSubdirectory("sicert-test-").FullName;

    [Fact]
    public void Folder_without_configuration_is_sqlite() => Assert.Null(Read().Postgres);

    [Fact]
    public void Connection_comes_from_the_environment_or_a_file_of_it()
    {
        Assert.Equal(Connection, Read((StorageConfiguration.ConnectionVariable, Connection)).Postgres!.ConnectionString);
        var secret = Write("secret", Connection + "\n");
        Assert.Equal(Connection, Read((StorageConfiguration.ConnectionFileVariable, secret)).Postgres!.ConnectionString);
    }

    [Fact]
    public void File_in_the_folder_names_the_secret_and_the_limits()
    {
        Write("secret", Connection);
        Write("templates", Connection.Replace("province", "faces", StringComparison.Ordinal));
        Write("storage.json", """{ "postgres": { "connectionFile": "secret", "templatesConnectionFile": "templates", "schema": "city", "maxConnections": 40, "commandTimeoutSeconds": 5, "connectTimeoutSeconds": 3 } }""");
        var expected = new PostgresOptions
        {
            ConnectionString = Connection,
            TemplatesConnectionString = Connection.Replace("province", "faces", StringComparison.Ordinal),
            Schema = "city",
            MaxConnections = 40,
            CommandTimeoutSeconds = 5,
            ConnectTimeoutSeconds = 3,
        };
        Assert.Equal(expected, Read().Postgres);
        var elsewhere = Connection.Replace("db", "other", StringComparison.Ordinal);
        Assert.Equal(expected with { ConnectionString = elsewhere }, Read((StorageConfiguration.ConnectionVariable, elsewhere)).Postgres);
    }

    [Fact]
    public void Key_encryption_key_and_limits_of_stored_faces_are_named_in_the_file_or_the_environment()
    {
        Assert.Equal((null, null), (Read().KeyEncryption.File, Read().KeyEncryption.Secret));
        Write("storage.json", """{ "keyEncryption": { "file": "../kek" }, "storedFaces": { "prepareFilingAt": 3, "filingDueAt": 5 } }""");
        Assert.EndsWith("../kek", Read().KeyEncryption.File, StringComparison.Ordinal);
        Assert.Equal((3L, 5L), (Read().StoredFaceLimits.PrepareFilingAt, Read().StoredFaceLimits.FilingDueAt));
        Assert.Equal("hidden-word", Read((StorageConfiguration.KeyEncryptionVariable, "hidden-word")).KeyEncryption.Secret);
        Assert.DoesNotContain("hidden-word", Read((StorageConfiguration.KeyEncryptionVariable, "hidden-word")).ToString(), StringComparison.Ordinal);
        Assert.Equal("/run/kek", Read((StorageConfiguration.KeyEncryptionFileVariable, "/run/kek")).KeyEncryption.File);
        Assert.Throws<StorageRefusedException>(() => Read((StorageConfiguration.KeyEncryptionVariable, "a"), (StorageConfiguration.KeyEncryptionFileVariable, "b")));
    }

    [Theory]
    [InlineData("""{ "storedFaces": { "filingDueAt": 100001 } }""")]
    [InlineData("""{ "storedFaces": { "prepareFilingAt": 6, "filingDueAt": 5 } }""")]
    [InlineData("""{ "storedFaces": { "prepareFilingAt": 0 } }""")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "postgres": { "connectionString": "Host=db" } }""")]
    [InlineData("""{ "postgress": {} }""")]
    [InlineData("""{ "postgres": {} }""")]
    [InlineData("""{ "postgres": { "connectionFile": "absent" } }""")]
    [InlineData("""{ "postgres": { "connectionFile": "secret", "maxConnections": 2 } }""")]
    [InlineData("""{ "postgres": { "connectionFile": "secret", "maxConnections": "many" } }""")]
    [InlineData("""{ "postgres": { "connectionFile": "secret", "schema": "a; DROP SCHEMA b" } }""")]
    public void Wrong_file_is_refused_by_place(string json)
    {
        Write("secret", Connection);
        Write("storage.json", json);
        var refused = Assert.Throws<StorageRefusedException>(() => Read());
        Assert.Equal(StorageFault.Misconfigured, refused.Fault);
        Assert.DoesNotContain("hidden-word", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://sicert:hidden-word@db/province")]
    [InlineData("hidden-word")]
    [InlineData("Host=db;Passwort=hidden-word;Database=province")]
    [InlineData("Host=db;Port=hidden-word;Database=province")]
    [InlineData("Host=db;Username=sicert;Password=hidden-word")]
    public void Connection_of_another_form_is_refused_without_repeating_it(string connection)
    {
        var refused = Assert.Throws<StorageRefusedException>(() => Read((StorageConfiguration.ConnectionVariable, connection)));
        Assert.Equal(StorageFault.Misconfigured, refused.Fault);
        Assert.DoesNotContain("hidden-word", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_sources_of_one_connection_are_refused() => Assert.Equal(
        StorageFault.Misconfigured,
        Assert.Throws<StorageRefusedException>(() => Read(
            (StorageConfiguration.ConnectionVariable, Connection), (StorageConfiguration.ConnectionFileVariable, "secret"))).Fault);

    [Theory]
    [InlineData(StorageConfiguration.ConnectionFileVariable)]
    [InlineData(null)]
    public void Secret_that_others_may_read_is_refused_with_what_to_do(string? variable)
    {
        var secret = Write("secret", Connection);
        Write("storage.json", """{ "postgres": { "connectionFile": "secret" } }""");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var refused = Assert.Throws<StorageRefusedException>(() => variable is null ? Read() : Read((variable, secret)));
        Assert.Equal(StorageFault.Misconfigured, refused.Fault);
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-word", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_that_others_may_read_opens_nothing()
    {
        using var data = new DataFolder();
        await data.PrepareAsync();
        foreach (var key in Directory.EnumerateFiles(data.File("keys"), "*.key"))
        {
            var before = File.GetUnixFileMode(key);
            File.SetUnixFileMode(key, before | UnixFileMode.OtherRead);
            Assert.Contains(Path.GetFileName(key), (await data.RefusedAsync()).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(key, before);
        }
    }

    [Fact]
    public void Options_print_no_secret()
    {
        var options = Read((StorageConfiguration.ConnectionVariable, Connection));
        Assert.DoesNotContain("hidden-word", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("Schema = sicert", options.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private StorageOptions Read(params (string Name, string Value)[] environment) =>
        StorageConfiguration.Read(folder, name => environment.FirstOrDefault(variable => variable.Name == name).Value);

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        return path;
    }
}
