namespace SocialInsurance.Biometrics.Sessions;

/// <summary>The frames of a recorded session: a folder of JPEG files in name order, or one MJPEG file (JPEGs end to end, or with the parts of a stream between).</summary>
public static class FrameSequence
{
    private const byte MarkerPrefix = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    /// <summary>Encoded frames in order. One file is in memory at a time; of an MJPEG file, all of it.</summary>
    /// <exception cref="IOException">The path cannot be read.</exception>
    /// <exception cref="InvalidDataException">No frame in it; the message gives the byte where one was expected.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(string path) =>
        Directory.Exists(path) ? ReadFolder(path) : SplitMjpeg(File.ReadAllBytes(path));

    private static IEnumerable<ReadOnlyMemory<byte>> ReadFolder(string folder)
    {
        var files = Directory.EnumerateFiles(folder)
            .Where(f => Path.GetExtension(f).ToUpperInvariant() is ".JPG" or ".JPEG")
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (files.Length == 0)
        {
            throw new InvalidDataException("expected a folder with .jpg frames, found none");
        }

        return files.Select(f => (ReadOnlyMemory<byte>)File.ReadAllBytes(f));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> SplitMjpeg(byte[] file)
    {
        var start = NextImage(file, 0);
        if (start == file.Length)
        {
            throw new InvalidDataException("byte 0: expected a JPEG start of image (FF D8), found something else");
        }

        while (start < file.Length)
        {
            var end = EndOf(file, start);
            yield return file.AsMemory(start, end - start);
            start = NextImage(file, end);
        }
    }

    /// <summary>Where the next frame begins, past what a camera's HTTP stream writes between frames; the file's length when there is none.</summary>
    private static int NextImage(ReadOnlySpan<byte> file, int from)
    {
        var next = from < file.Length ? file[from..].IndexOf([MarkerPrefix, StartOfImage, MarkerPrefix]) : -1;
        return next < 0 ? file.Length : from + next;
    }

    /// <summary>Walks the segments, so that a thumbnail inside a segment does not end the frame.</summary>
    private static int EndOf(ReadOnlySpan<byte> file, int start)
    {
        var at = start + 2;
        while (at + 4 <= file.Length && file[at] == MarkerPrefix)
        {
            var marker = file[at + 1];
            if (marker == EndOfImage)
            {
                return at + 2;
            }

            if (marker == StartOfImage)
            {
                return at; // the frame was cut short and the next one begins
            }

            at += 2 + ((file[at + 2] << 8) | file[at + 3]);
            if (marker == StartOfScan)
            {
                at = NextMarker(file, at);
            }
        }

        return NextImage(file, Math.Min(at, file.Length));
    }

    /// <summary>The first marker from <paramref name="at"/> on; the file's length when there is none. Entropy-coded data escape FF as FF 00 and may hold restart markers FF D0 to FF D7.</summary>
    internal static int NextMarker(ReadOnlySpan<byte> file, int at)
    {
        while (at + 1 < file.Length)
        {
            var next = file[at..^1].IndexOf(MarkerPrefix);
            if (next < 0)
            {
                break;
            }

            at += next;
            if (file[at + 1] is not (0 or MarkerPrefix or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }

            at++;
        }

        return file.Length;
    }
}
