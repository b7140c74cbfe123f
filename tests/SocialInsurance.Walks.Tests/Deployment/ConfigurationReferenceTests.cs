using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using SocialInsurance.Cli.Configuration;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests.Deployment;

/// <summary>The reference holds everything that can be set, as the program has it, and the committed pages are the generated ones.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ConfigurationReferenceTests : IDisposable
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private readonly Workspace workspace = new();

    private static Assembly[] Rooms { get; } =
    [
        typeof(Cli.CommandLine).Assembly, typeof(Service.ServiceOptions).Assembly, typeof(StorageOptions).Assembly, typeof(Eligibility.Claims.ClaimLimits).Assembly,
        typeof(Comparison.InputError).Assembly, typeof(Biometrics.Models.ModelCatalog).Assembly, typeof(Interop.ImageLimits).Assembly,
    ];

    [Theory]
    [InlineData("zh", "configuration.zh-CN.md")]
    [InlineData("en", "configuration.md")]
    public async Task Committed_reference_is_the_generated_one(string language, string file)
    {
        var generated = (await workspace.RunAsync("config", "reference", "--lang", language)).AssertExit(0).Out;
        if (generated != DeploymentFolder.Read(file))
        {
            var received = Path.Combine(DeploymentFolder.RepoRoot, "artifacts", file);
            Directory.CreateDirectory(Path.GetDirectoryName(received)!);
            await File.WriteAllTextAsync(received, generated, TestContext.Current.CancellationToken);
            Assert.Fail($"samples/deployment/{file} differs from `sicert config reference --lang {language}`, written to {received}: read the difference and copy it by hand");
        }
    }

    [Fact]
    public void Every_options_class_is_in_the_reference_or_says_why_not()
    {
        var found = Rooms.SelectMany(room => room.GetTypes())
            .Where(type => (type.Name.EndsWith("Options", StringComparison.Ordinal) || type.Name.EndsWith("Limits", StringComparison.Ordinal)) && type is { IsEnum: false, IsNested: false, IsValueType: false })
            .Select(type => type.Name).Distinct().Order(StringComparer.Ordinal).ToList();
        string[] known = [.. OptionClasses.All.Select(of => of.Type.Name), .. OptionClasses.NoSettings.Keys];

        Assert.Equal([], found.Except(known));
        Assert.Equal([], known.Except(found));
        Assert.Equal([], OptionClasses.All.Select(of => of.Type.Name).Intersect(OptionClasses.NoSettings.Keys));
    }

    [Fact]
    public void Every_option_of_a_class_is_a_row_or_another_class()
    {
        foreach (var of in OptionClasses.All)
        {
            var rows = of.Describe().Settings.Select(setting => setting.Name).ToHashSet();
            var properties = of.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null).ToList();
            Assert.Equal([], properties.Select(property => property.Name).Except(rows).Except(of.Skip));
            // what is left out is described by itself, a clock, or for tests
            Assert.All(
                properties.Where(property => of.Skip.Contains(property.Name)),
                property => Assert.True(
                    OptionClasses.All.Any(other => other.Type == property.PropertyType) || property.PropertyType == typeof(TimeProvider) || property.Name.EndsWith("ForTests", StringComparison.Ordinal),
                    $"{of.Type.Name}.{property.Name}"));
        }
    }

    [Fact]
    public void Every_place_that_is_named_exists()
    {
        var root = Cli.CommandLine.CreateRoot();
        foreach (var place in OptionClasses.All.SelectMany(of => of.Describe().Settings).SelectMany(setting => setting.SetBy).Where(place => !place.Contains(".json", StringComparison.Ordinal)))
        {
            var words = place.Split(' ');
            var owners = words.Length == 1 ? Leaves(root) : Leaves(root).Where(command => command.Name == words[0]);
            Assert.Contains(owners, command => command.Options.Any(option => option.Name == words[^1]));
        }
    }

    [Fact]
    public void Every_member_of_the_files_is_in_the_reference()
    {
        var named = OptionClasses.All.SelectMany(of => of.Describe().Settings).Concat(FileSettings.Describe().Settings).SelectMany(setting => setting.SetBy).ToHashSet();
        var storage = Members(typeof(StorageConfiguration).GetNestedType("ConfigurationFile", Any)!, "storage.json: ");
        var jobs = Members(typeof(Cli.Commands.JobsFile).GetNestedType("JobsSection", Any)!, "jobs.json: ");

        Assert.Equal([], storage.Concat(jobs).Except(named));
        Assert.Equal([], named.Where(place => place.StartsWith("storage.json", StringComparison.Ordinal) || place.StartsWith("jobs.json", StringComparison.Ordinal)).Except(storage).Except(jobs));
    }

    [Fact]
    public void Every_variable_of_the_program_is_in_the_reference()
    {
        var constants = Rooms.SelectMany(room => room.GetTypes()).SelectMany(type => type.GetFields(Any))
            .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
            .Select(field => (string?)field.GetRawConstantValue()).OfType<string>()
            .Where(text => text.StartsWith("SICERT_", StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterUpper(c) || c == '_')).ToHashSet();
        Assert.NotEmpty(constants);
        Assert.Equal([], constants.Except(EnvironmentSettings.Names));
    }

    [Fact]
    public void Every_text_stands_in_both_languages()
    {
        var (chinese, english) = (Keys(CultureInfo.InvariantCulture), Keys(CultureInfo.GetCultureInfo("en")));
        Assert.Equal(chinese.Order(StringComparer.Ordinal), english.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_option_of_the_host_that_the_reference_puts_into_the_file_is_taken_from_it()
    {
        var members = OptionClasses.All.SelectMany(of => of.Properties.Select(property => (Of: of, property)))
            .Where(one => one.Of.ServicePath is not null && ServiceFile.Takes(one.Of.Type, one.property.Name) && one.Of.Type.Name != "GrpcTlsOptions");
        foreach (var (of, property) in members)
        {
            var name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            var value = JsonSerializer.Serialize(property.GetValue(of.Defaults) is Enum flags ? flags.ToString() : property.GetValue(of.Defaults));
            var text = of.ServicePath!.TrimEnd('.') is { Length: > 0 } section ? $"{{\"{section}\":{{\"{name}\":{value}}}}}" : $"{{\"{name}\":{value}}}";
            workspace.Write(Path.Combine("data", ServiceFile.Name), text);
            Assert.Equal(property.GetValue(of.Defaults), property.GetValue(ServiceFile.Read(workspace.At("data")) is var read && of.ServicePath == string.Empty ? read : Section(read, of.Type)));
        }

        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("{\"showOutbox\":true}")]
    [InlineData("{\"sessions\":{\"fixedChallengeForTests\":[\"blink\"]}}")]
    [InlineData("{\"sessions\":{\"idleTimeout\":\"00:00:00\"}}")]
    [InlineData("{\"instances\":0}")]
    [InlineData("{\"httpUrl\":null}")]
    [InlineData("{\"velocity\":{\"sessionsPerPersson\":3}}")]
    public async Task File_with_what_it_may_not_hold_is_refused_before_a_store_is_made(string text)
    {
        var file = workspace.Write(Path.Combine("data", ServiceFile.Name), text);

        var error = (await workspace.RunAsync("serve", "--data", workspace.At("data"), "--json")).Refused();
        Assert.Equal(("serviceFile", file), (error.Code, error.File));
        Assert.Equal([file], Directory.GetFileSystemEntries(workspace.At("data")));
        var check = (await workspace.RunAsync("config", "check", "--data", workspace.At("data"), "--json")).AssertExit(3);
        using var document = JsonDocument.Parse(check.Out);
        Assert.False(document.RootElement.GetProperty("ok").GetBoolean());
        Assert.Single(document.RootElement.GetProperty("checks").EnumerateArray(), part => !part.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Check_reads_everything_at_once_and_opens_nothing()
    {
        workspace.Write("data/service.json", "{\"publicOrigin\":\"https://rz.example.gov.cn\"}");
        workspace.Write("data/jobs.json", "{\"comparison\":{\"registers\":[\"missing.csv\"],\"feeds\":\"feeds\",\"policy\":\"policies\"}}");
        workspace.Write("data/storage.json", "{\"cryptography\":\"rot13\"}");
        var before = workspace.State();

        var check = (await workspace.RunAsync("config", "check", "--data", workspace.At("data"), "--json")).AssertExit(3);

        using var document = JsonDocument.Parse(check.Out);
        Assert.Equal(["storage.json", "jobs.json"], document.RootElement.GetProperty("checks").EnumerateArray().Where(part => !part.GetProperty("ok").GetBoolean()).Select(part => part.GetProperty("what").GetString()));
        Assert.Equal(before, workspace.State());
    }

    private static object Section(Service.ServiceOptions options, Type type) => type.Name switch
    {
        "LiveSessionOptions" => options.Sessions,
        "VelocityOptions" => options.Velocity,
        _ => throw new InvalidOperationException($"no section for {type.Name}"),
    };

    private static IReadOnlyList<string> Members(Type section, string prefix) =>
    [
        .. section.GetProperties().SelectMany(property => $"{prefix}{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}" is var name && property.PropertyType is { IsNestedPrivate: true } nested
            ? Members(nested, name + ".")
            : [name]),
    ];

    private static IEnumerable<Command> Leaves(Command command) => command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);

    private static List<string> Keys(CultureInfo language) =>
        [.. SettingTexts.Resources.GetResourceSet(language, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().Select(text => (string)text.Key)];

    public void Dispose() => workspace.Dispose();
}
