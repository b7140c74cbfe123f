using System.Buffers.Text;
using System.Text;
using SocialInsurance.Contracts.Sessions;

namespace SocialInsurance.Tests.Support.Injection;

/// <summary>What an attack on the session's protocol has to work with.</summary>
/// <param name="Cookie">of somebody with a proven claim and no session yet</param>
/// <param name="OtherCookie">of somebody else</param>
/// <param name="Frames">a recorded clip</param>
public sealed record ScriptScene(Uri Http, string Cookie, string OtherCookie, IReadOnlyList<byte[]> Frames, Random Random)
{
    public InjectionClient Client(bool other = false) => new(Http, other ? OtherCookie : Cookie);

    public InjectionClient Stranger() => new(Http, string.Empty);
}

/// <param name="Method">see <see cref="ScriptAttacks"/></param>
/// <param name="RunAsync">how it ended: a decision, the code of a refusal, or an HTTP status</param>
public sealed record ScriptAttack(string Method, string Name, Func<ScriptScene, Task<string>> RunAsync);

/// <summary>Attacks that need no picture: nonces that are not this connection's, and programs that are not our page. None may end in a decision.</summary>
public static class ScriptAttacks
{
    public const string Nonce = "nonce", Direct = "direct";

    public static IReadOnlyList<ScriptAttack> All { get; } =
    [
        new(Nonce, "used", scene => WithNonceAsync(scene, async (client, opened) =>
        {
            await client.HelloAsync(opened, opened.Nonce);
            return opened.Nonce;
        })),
        new(Nonce, "usedByAnotherSocket", UsedByAnotherAsync),
        new(Nonce, "ofTheSessionBefore", OfTheSessionBeforeAsync),
        new(Nonce, "ofAnotherPerson", OfAnotherPersonAsync),
        new(Nonce, "olderThanTheLast", OlderThanTheLastAsync),
        new(Nonce, "madeUp", scene => WithNonceAsync(scene, (_, _) => Task.FromResult(Base64Url.EncodeToString(Bytes(scene, 24))))),
        new(Nonce, "empty", scene => WithNonceAsync(scene, (_, _) => Task.FromResult(string.Empty))),
        new(Nonce, "cut", scene => WithNonceAsync(scene, (_, opened) => Task.FromResult(opened.Nonce[..^1]))),
        new(Nonce, "longer", scene => WithNonceAsync(scene, (_, opened) => Task.FromResult(opened.Nonce + "A"))),
        new(Nonce, "oneCharacterOther", scene => WithNonceAsync(scene, (_, opened) => Task.FromResult(Changed(scene, opened.Nonce)))),
        new(Nonce, "huge", scene => WithNonceAsync(scene, (_, _) => Task.FromResult(new string('A', scene.Random.Next(65, 900))))),
        new(Nonce, "sessionIdInstead", scene => WithNonceAsync(scene, (_, opened) => Task.FromResult(opened.SessionId))),

        new(Direct, "noClaim", async scene =>
        {
            using var client = scene.Stranger();
            return (await client.OpenAsync()).End;
        }),
        new(Direct, "notFromThePage", async scene =>
        {
            using var client = scene.Client();
            return (await client.OpenAsync(fromPage: false)).End;
        }),
        new(Direct, "socketWithoutClaim", scene => WithSessionAsync(scene, async (_, opened) =>
        {
            using var stranger = scene.Stranger();
            return await stranger.ConnectAsync(opened.Socket) ?? "connected";
        })),
        new(Direct, "socketOfAnotherSite", scene => WithSessionAsync(scene, async (client, opened) =>
            await client.ConnectAsync(opened.Socket, $"https://site{scene.Random.Next()}.example") ?? "connected")),
        new(Direct, "socketOfAnotherClaim", scene => WithSessionAsync(scene, async (_, opened) =>
        {
            using var other = scene.Client(other: true);
            return await other.HelloAsync(opened, opened.Nonce) ?? "welcomed";
        })),
        new(Direct, "noUpgrade", scene => WithSessionAsync(scene, (client, opened) => client.GetAsync(opened.Socket))),
        new(Direct, "sessionMadeUp", async scene =>
        {
            using var client = scene.Client();
            var id = Convert.ToHexStringLower(Bytes(scene, 16));
            var made = new SessionOpenedDto(id, $"/api/v1/sessions/{id}/frames", "A", 3, 1, 8, 4, default);
            return await client.HelloAsync(made, Base64Url.EncodeToString(Bytes(scene, 24))) ?? "welcomed";
        }),
        new(Direct, "frameBeforeHello", scene => WithSessionAsync(scene, async (client, opened) =>
        {
            await client.ConnectAsync(opened.Socket);
            await client.SendFrameAsync(1, 1, scene.Frames[0]);
            return await client.ReadEndAsync();
        })),
        Sent("helloTwice", (client, _, opened) => client.SendTextAsync($$"""{"type":"hello","nonce":"{{opened.Nonce}}"}""")),
        Sent("finishWithoutFrames", (client, _, _) => client.SendTextAsync("""{"type":"finish"}""")),
        Sent("resultInstead", (client, _, _) => client.SendTextAsync("""{"type":"done","result":{"decision":"Certified","reasons":[],"attempt":1,"attemptsLeft":2}}""")),
        Sent("randomText", (client, scene, _) => client.SendTextAsync(Convert.ToBase64String(Bytes(scene, scene.Random.Next(1, 700))))),
        Sent("longText", (client, scene, _) => client.SendTextAsync(new string('x', scene.Random.Next(1025, 20_000)))),
        Sent("randomBytes", (client, scene, _) => client.SendBytesAsync(Bytes(scene, scene.Random.Next(13, 4000)))),
        Sent("headerOnly", (client, scene, _) => client.SendBytesAsync(Bytes(scene, scene.Random.Next(1, 13)))),
        Sent("tooLarge", (client, scene, _) => client.SendBytesAsync(new byte[(512 * 1024) + 13 + scene.Random.Next(4096)])),
        Sent("sequenceZero", (client, scene, _) => client.SendFrameAsync(0, 1, scene.Frames[0])),
        Sent("sequenceAgain", (client, scene, _) => TwoAsync(client, scene, 5, 5)),
        Sent("sequenceBack", (client, scene, _) => TwoAsync(client, scene, 9, (uint)scene.Random.Next(1, 9))),
        Sent("burst", async (client, scene, _) =>
        {
            for (uint i = 1; i <= 40; i++)
            {
                await client.SendFrameAsync(i, i, scene.Frames[(int)i % scene.Frames.Count]);
            }
        }),
        Sent("pngInstead", (client, scene, _) => client.SendFrameAsync(1, 1, [0x89, .. "PNG\r\n\u001a\n"u8, .. Bytes(scene, 200)])),
        Sent("htmlInstead", (client, _, _) => client.SendFrameAsync(1, 1, Encoding.ASCII.GetBytes("<html><script>certified()</script></html>"))),
    ];

    public static IEnumerable<ScriptAttack> Of(string method) => All.Where(attack => attack.Method == method);

    private static ScriptAttack Sent(string name, Func<InjectionClient, ScriptScene, SessionOpenedDto, Task> send) =>
        new(Direct, name, scene => WithSessionAsync(scene, async (client, opened) =>
        {
            await client.HelloAsync(opened, opened.Nonce);
            await send(client, scene, opened);
            return await client.ReadEndAsync();
        }));

    private static async Task TwoAsync(InjectionClient client, ScriptScene scene, uint first, uint second)
    {
        await client.SendFrameAsync(first, 1, scene.Frames[0]);
        await client.SendFrameAsync(second, 2, scene.Frames[1]);
    }

    private static async Task<string> WithSessionAsync(ScriptScene scene, Func<InjectionClient, SessionOpenedDto, Task<string>> attack)
    {
        using var client = scene.Client();
        var (opened, end) = await client.OpenAsync();
        return opened is null ? end : await attack(client, opened);
    }

    private static Task<string> WithNonceAsync(ScriptScene scene, Func<InjectionClient, SessionOpenedDto, Task<string>> nonce) =>
        WithSessionAsync(scene, async (client, opened) => await client.HelloAsync(opened, await nonce(client, opened)) ?? "welcomed");

    /// <summary>The thief is as fast as the person: one socket gets in.</summary>
    private static Task<string> UsedByAnotherAsync(ScriptScene scene) => WithSessionAsync(scene, async (client, opened) =>
    {
        using var thief = scene.Client();
        var both = await Task.WhenAll(client.HelloAsync(opened, opened.Nonce), thief.HelloAsync(opened, opened.Nonce));
        return both.Count(end => end is null) == 2 ? "welcomed" : both.First(end => end is not null)!;
    });

    private static async Task<string> OfTheSessionBeforeAsync(ScriptScene scene)
    {
        using var client = scene.Client();
        var (before, _) = await client.OpenAsync();
        var (now, end) = await client.OpenAsync();
        return now is null ? end : await client.HelloAsync(now, before!.Nonce) ?? "welcomed";
    }

    private static async Task<string> OfAnotherPersonAsync(ScriptScene scene)
    {
        using var other = scene.Client(other: true);
        var (theirs, end) = await other.OpenAsync();
        return theirs is null ? end : await WithNonceAsync(scene, (_, _) => Task.FromResult(theirs.Nonce));
    }

    /// <summary>After a reconnection the nonce of the first welcome is spent.</summary>
    private static Task<string> OlderThanTheLastAsync(ScriptScene scene) => WithNonceAsync(scene, async (client, opened) =>
    {
        await client.HelloAsync(opened, opened.Nonce);
        var first = client.Welcome!.Nonce!;
        await client.HelloAsync(opened, first);
        return first;
    });

    private static string Changed(ScriptScene scene, string nonce)
    {
        var at = scene.Random.Next(nonce.Length);
        return nonce[..at] + (nonce[at] == 'A' ? 'B' : 'A') + nonce[(at + 1)..];
    }

    private static byte[] Bytes(ScriptScene scene, int count)
    {
        var bytes = new byte[count];
        scene.Random.NextBytes(bytes);
        return bytes;
    }
}
