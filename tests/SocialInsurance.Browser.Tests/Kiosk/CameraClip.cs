namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>A recorded clip as Chromium's camera can play it at its own speed.</summary>
internal static class CameraClip
{
    /// <summary>Pictures a second that Chromium takes from such a file whatever its own rate was; a file that ends begins anew, which a session notices as a loop.</summary>
    private const int CameraRate = 30;

    /// <summary>Writes the pictures so that each is shown for as long as it was.</summary>
    /// <param name="rate">pictures a second of the clip; divides the camera's</param>
    internal static string WriteForCamera(IReadOnlyList<byte[]> pictures, int rate, string folder)
    {
        Assert.Equal(0, CameraRate % rate);
        var camera = Path.Combine(folder, "camera.mjpeg");
        using var file = File.Create(camera);
        foreach (var picture in pictures.SelectMany(picture => Enumerable.Repeat(picture, CameraRate / rate)))
        {
            file.Write(picture);
        }

        return camera;
    }

    /// <summary>The JPEG pictures of an MJPEG file, in order.</summary>
    internal static List<byte[]> PicturesOf(string clip)
    {
        ReadOnlySpan<byte> between = [0xFF, 0xD9, 0xFF, 0xD8];
        List<byte[]> pictures = [];
        var rest = File.ReadAllBytes(clip).AsSpan();
        for (var end = rest.IndexOf(between); end >= 0; end = rest.IndexOf(between))
        {
            pictures.Add(rest[..(end + 2)].ToArray());
            rest = rest[(end + 2)..];
        }

        pictures.Add(rest.ToArray());
        return pictures;
    }
}
