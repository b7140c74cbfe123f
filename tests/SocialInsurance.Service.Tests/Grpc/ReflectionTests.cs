using Google.Protobuf;
using Google.Protobuf.Reflection;
using SocialInsurance.Contracts.Grpc.Health.V1;
using SocialInsurance.Contracts.Grpc.Reflection.V1;
using SocialInsurance.Service.Tests.Partners;

namespace SocialInsurance.Service.Tests.Grpc;

public sealed class ReflectionTests
{
    private static readonly string[] Open = ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];

    private static readonly string[] ForPartners = ["socialinsurance.v1.Certification", "socialinsurance.v1.Feeds", "socialinsurance.v1.Verification"];

    [Theory]
    [InlineData("v1")]
    [InlineData("v1alpha")]
    public async Task List_names_what_is_served_and_nothing_else(string version)
    {
        await using var alone = await RunningService.StartAsync();
        await using var withPartners = await PartnerService.StartAsync(new ScriptedSessions());
        var ask = new ServerReflectionRequest { ListServices = "*" };

        Assert.Equal(Open, NamesOf(Assert.Single(await AskAsync(alone, version, ask))));
        Assert.Equal(Open.Concat(ForPartners), NamesOf(Assert.Single(await AskAsync(withPartners.Running, version, ask))));
    }

    [Fact]
    public async Task Description_of_every_service_is_whole_and_has_its_methods()
    {
        await using var service = await PartnerService.StartAsync(new ScriptedSessions());
        string[] names = [.. Open, .. ForPartners];

        var answers = await AskAsync(service.Running, "v1", [.. names.Select(name => new ServerReflectionRequest { FileContainingSymbol = name })]);

        Assert.Equal(names.Length, answers.Count);
        foreach (var (name, answer) in names.Zip(answers))
        {
            var files = answer.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom).ToList();
            var paths = files.Select(file => file.Name).ToHashSet();
            Assert.All(files.SelectMany(file => file.Dependency), import => Assert.Contains(import, paths));
            var described = files.SelectMany(file => file.Service.Select(one => (Name: $"{file.Package}.{one.Name}", one.Method))).Single(one => one.Name == name);
            Assert.NotEmpty(described.Method);
            Assert.Equal(name, answer.OriginalRequest.FileContainingSymbol);
        }
    }

    [Theory]
    [InlineData("socialinsurance.v1.FeedEvent")]
    [InlineData("socialinsurance.v1.FeedEvent.document_number")]
    [InlineData("socialinsurance.v1.FeedEvent.Kind")]
    [InlineData("socialinsurance.v1.EventVerdict")]
    [InlineData("socialinsurance.v1.Feeds.Push")]
    [InlineData("google.rpc.Status")]
    [InlineData("google.protobuf.Any")]
    public async Task Symbol_of_any_kind_is_found(string symbol)
    {
        await using var service = await PartnerService.StartAsync();

        var answer = Assert.Single(await AskAsync(service.Running, "v1", new ServerReflectionRequest { FileContainingSymbol = symbol }));

        var files = answer.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom).ToDictionary(file => file.Name);
        Assert.All(files.Values.SelectMany(file => file.Dependency), import => Assert.Contains(import, files.Keys));
        Assert.Equal(symbol == "google.rpc.Status" ? 2 : 1, files.Count);
    }

    [Fact]
    public async Task Question_without_an_answer_gets_an_error_and_the_next_is_answered()
    {
        await using var service = await RunningService.StartAsync();

        var answers = await AskAsync(
            service,
            "v1",
            new ServerReflectionRequest { FileContainingSymbol = "socialinsurance.v1.Verification" },
            new ServerReflectionRequest { FileByFilename = "../../etc/passwd" },
            new ServerReflectionRequest { AllExtensionNumbersOfType = "grpc.health.v1.HealthCheckRequest" },
            new ServerReflectionRequest(),
            new ServerReflectionRequest { FileByFilename = "grpc/health/v1/health.proto" });

        Assert.Equal([5, 5, 5, 3], answers.Take(4).Select(answer => answer.ErrorResponse.ErrorCode));
        Assert.Single(answers[4].FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task Health_is_known_by_the_name_of_each_service_that_is_served()
    {
        await using var alone = await RunningService.StartAsync();
        await using var withPartners = await PartnerService.StartAsync(new ScriptedSessions());

        Assert.All(await CheckAsync(alone, Open), status => Assert.Equal(0, status));
        Assert.All(await CheckAsync(alone, ForPartners), status => Assert.Equal(5, status));
        Assert.All(await CheckAsync(withPartners.Running, [.. Open, .. ForPartners]), status => Assert.Equal(0, status));
    }

    private static async Task<int[]> CheckAsync(RunningService service, IEnumerable<string> names) => await Task.WhenAll(
        names.Select(async name => (await service.CallAsync(GrpcCalls.Check, GrpcCalls.Frame(new HealthCheckRequest { Service = name }))).Status));

    private static IEnumerable<string> NamesOf(ServerReflectionResponse answer) => answer.ListServicesResponse.Service.Select(one => one.Name);

    private static async Task<List<ServerReflectionResponse>> AskAsync(RunningService service, string version, params ServerReflectionRequest[] questions)
    {
        await using var call = GrpcConversation.Open(service, $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        var answers = new List<ServerReflectionResponse>();
        foreach (var question in questions)
        {
            await call.SendAsync(question);
            answers.Add((await call.ReadAsync(ServerReflectionResponse.Parser))!);
        }

        await call.EndAsync();
        Assert.Equal(0, (await call.FinishAsync()).Status);
        return answers;
    }
}
