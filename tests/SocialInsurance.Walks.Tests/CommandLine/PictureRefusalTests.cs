namespace SocialInsurance.Walks.Tests;

/// <summary>Pictures, frames and models that cannot be used are refused with exit 3, the place, what was expected and what was found.</summary>
public sealed class PictureRefusalTests : IDisposable
{
    private static readonly string Hopper = Workspace.Sample("grace_hopper.jpg");

    private readonly Workspace workspace = new();

    [Theory]
    [InlineData("truncated.jpg", "imageTruncated")]
    [InlineData("huge.jpg", "imageTooLarge")]
    [InlineData("zero.jpg", "imageEmpty")]
    [InlineData("text.jpg", "imageUnknownFormat")]
    [InlineData("cmyk.jpg", "imageUnsupportedColour")]
    [InlineData("deep.png", "imageUnsupportedDepth")]
    public async Task Bad_picture_is_refused_with_the_byte_where_it_goes_wrong(string name, string code)
    {
        Prepare(name);
        var refused = await RefusedAsync("face", "inspect", name, "--json");
        Assert.Equal((code, name), (refused.Code, refused.File));
        Assert.Matches(@"\(byte [0-9]+\)$", refused.Found);
    }

    [Theory]
    [InlineData("zh", "应为: JPEG（FF D8 FF）或 PNG（89 50 4E 47）图像", "实为: WebP 图像（52494646）（第 0 字节）", " / ")]
    [InlineData("en", "expected: a JPEG (FF D8 FF) or PNG (89 50 4E 47) picture", "found: a WebP picture (52494646) (byte 0)", "图像")]
    public async Task Picture_of_another_format_is_named_in_the_language_of_its_reader(string language, string expected, string found, string foreign)
    {
        workspace.Write("photo.jpg", [.. "RIFF"u8, 0x24, 0, 0, 0, .. "WEBPVP8 "u8]);
        var error = (await workspace.RunAsync("face", "inspect", "photo.jpg", "--lang", language)).AssertExit(3).Error;
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains(found, error, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Huge_picture_says_the_size_that_it_declares()
    {
        Prepare("huge.jpg");
        Assert.Contains("60000", (await RefusedAsync("face", "inspect", "huge.jpg", "--json")).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such file", "missing.jpg")]
    [InlineData("a folder", ".")]
    public async Task Unreadable_picture_is_refused_by_name(string reason, string path)
    {
        Assert.NotEmpty(reason);
        Assert.Equal(("unreadable", path), Where(await RefusedAsync("face", "inspect", path, "--json")));
    }

    [Fact]
    public async Task Bad_picture_on_either_side_of_a_verification_is_named()
    {
        Prepare("text.jpg");
        Assert.Equal(("imageUnknownFormat", "text.jpg"), Where(await RefusedAsync("face", "verify", "text.jpg", Hopper, "--json")));
        Assert.Equal(("imageUnknownFormat", "text.jpg"), Where(await RefusedAsync("face", "verify", Hopper, "text.jpg", "--json")));
    }

    [Fact]
    public async Task Session_refuses_frames_reference_challenge_and_profile_that_do_not_exist()
    {
        Prepare("text.jpg");
        Directory.CreateDirectory(workspace.At("empty"));
        Directory.CreateDirectory(workspace.At("one"));
        File.Copy(Hopper, workspace.At("one", "1.jpg"));
        foreach (var frames in (string[])["text.jpg", "empty", "missing.mjpeg"])
        {
            Assert.Equal(("frames", frames), Where(await RefusedAsync("face", "session", frames, "--challenge", "turnLeft", "--reference", Hopper, "--json")));
        }

        Assert.Equal(("imageUnknownFormat", "text.jpg"), Where(await RefusedAsync("face", "session", "one", "--challenge", "turnLeft", "--reference", "text.jpg", "--json")));
        var challenge = await RefusedAsync("face", "session", "one", "--challenge", "turnLeft,jump", "--reference", Hopper, "--json");
        Assert.Equal(("challenge", "turnLeft, turnRight, nod, openMouth, blink", "jump"), (challenge.Code, challenge.Expected, challenge.Found));
        var profile = await RefusedAsync("face", "verify", Hopper, Hopper, "--profile", "lenient", "--json");
        Assert.Equal(("profile", "lenient"), (profile.Code, profile.Found));
    }

    private static (string Code, string? File) Where(RefusedInput refused) => (refused.Code, refused.File);

    private async Task<RefusedInput> RefusedAsync(params string[] arguments)
    {
        var before = workspace.State();
        var refused = (await workspace.RunAsync(arguments)).Refused();
        Assert.Equal(before, workspace.State());
        return refused;
    }

    private void Prepare(string name)
    {
        byte[] bytes = name switch
        {
            "truncated.jpg" => File.ReadAllBytes(Hopper)[..30_000],
            "zero.jpg" => [],
            "text.jpg" => "this is a letter, not a picture\n"u8.ToArray(),
            // start of image, then a frame header that declares 60,000 x 60,000 pixels in three components
            "huge.jpg" => [0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0xEA, 0x60, 0xEA, 0x60, 0x03, 0x01, 0x11, 0x00, 0x02, 0x11, 0x00, 0x03, 0x11, 0x00, 0xFF, 0xDA, 0x00, 0x0C, 0x03, 0x01, 0x00, 0x02, 0x00, 0x03, 0x00, 0x00, 0x3F, 0x00],
            _ => File.ReadAllBytes(Workspace.Picture(name)),
        };
        workspace.Write(name, bytes);
    }

    public void Dispose() => workspace.Dispose();
}
