using System.Net;
using SocialInsurance.Service.Pages;

namespace SocialInsurance.Service.Tests;

/// <summary>A deployer's own voice prompts in the places of the placeholders.</summary>
public sealed class VoiceClipTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sicert-voice-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Clip_of_the_deployer_is_played_in_the_place_of_the_placeholder_and_the_others_stay()
    {
        byte[] own = [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 0, 0xFF, 0xFB, 0x10, 0xC0];
        Write("turnLeft.mp3", own);
        Write("notes.txt", "who spoke them"u8.ToArray());
        await using var plain = await RunningService.StartAsync();
        await using var service = await RunningService.StartAsync(change: options => options with { VoiceFolder = folder.FullName });

        Assert.Equal(own, await service.Http.GetByteArrayAsync("/voice/zh/turnLeft.mp3", Token));
        using var before = await plain.Http.GetAsync("/voice/zh/turnLeft.mp3", Token);
        using var after = await service.Http.GetAsync("/voice/zh/turnLeft.mp3", Token);
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal(await plain.Http.GetByteArrayAsync("/voice/zh/nod.mp3", Token), await service.Http.GetByteArrayAsync("/voice/zh/nod.mp3", Token));
        using var notes = await service.Http.GetAsync("/voice/zh/notes.txt", Token);
        Assert.Equal(HttpStatusCode.NotFound, notes.StatusCode);
    }

    [Fact]
    public void Every_clip_that_cannot_be_played_is_named_before_the_start()
    {
        Write("turnleft.mp3", "ID3 of a name that is written wrongly"u8.ToArray());
        Write("nod.mp3", "RIFF....WAVE"u8.ToArray());
        Write("blink.mp3", []);
        Write("consent.mp3", [.. "ID3"u8, .. new byte[VoiceClips.MaxSizeBytes]]);

        var errors = new ServiceOptions { VoiceFolder = folder.FullName }.Validate();

        Assert.Equal(4, errors.Count);
        Assert.All(["turnleft.mp3", "nod.mp3", "blink.mp3", "consent.mp3"], name => Assert.Contains(errors, error => error.Contains(name, StringComparison.Ordinal)));
        Assert.Single(new ServiceOptions { VoiceFolder = Path.Combine(folder.FullName, "none") }.Validate());
    }

    private void Write(string name, byte[] content) => File.WriteAllBytes(Path.Combine(folder.FullName, name), content);
}
