using Mono.Cecil;

namespace SocialInsurance.Architecture.Tests;

/// <summary>
/// The platform fetches no address: there is no way from what somebody typed to a request that this machine sends. Databases, Redis and
/// the distributed engine are reached where the operator said, by their own drivers.
/// </summary>
public sealed class OutwardTests
{
    /// <summary>Where the operator's own server is spoken to over HTTP.</summary>
    private static readonly string[] Operators = ["SocialInsurance.Comparison.Engines", "SocialInsurance.Comparison.ClickHouse"];

    private static readonly string[] Fetchers =
    [
        "System.Net.Http.HttpClient", "System.Net.Http.HttpMessageInvoker", "System.Net.Http.SocketsHttpHandler", "System.Net.Http.HttpClientHandler", "System.Net.WebRequest", "System.Net.WebClient",
        "System.Net.Sockets.TcpClient", "System.Net.Sockets.UdpClient", "System.Net.Sockets.Socket", "System.Net.WebSockets.ClientWebSocket", "System.Net.Dns",
    ];

    public static TheoryData<string> AllRooms => [.. Arrows.Allowed.Keys];

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Room_fetches_no_address(string room) => Assert.Empty(Fetches(Rooms.Read(room).MainModule, "SocialInsurance"));

    [Fact]
    public void Address_that_is_fetched_is_reported() =>
        Assert.Contains(Fetches(Rooms.Planted.MainModule, "SocialInsurance.Architecture.Tests.Planted"), use => use.Contains("FetchesAnAddress", StringComparison.Ordinal));

    private static IReadOnlyList<string> Fetches(ModuleDefinition module, string below) =>
        [.. TypeUses.Find(module, below, used => Fetchers.Contains(used.FullName))
            .Where(use => !Operators.Any(place => use.StartsWith(place, StringComparison.Ordinal)))];
}
