using System.Globalization;
using SocialInsurance.Tests.Support.Injection;

namespace SocialInsurance.Benchmarks;

/// <summary>Somebody with a recorded clip; the attacker has it, and it shows the very person who is to be certified: the worst case.</summary>
/// <param name="Reference">encoded picture that is enrolled</param>
internal sealed record InjectionSubject(string Name, IReadOnlyList<byte[]> Clip, byte[] Reference);

/// <param name="Frames">as they are sent</param>
/// <param name="MadeUpStamps">125 ms between any two; else the sender's own clock</param>
internal sealed record PreparedAttack(string Variant, IReadOnlyList<byte[]> Frames, bool MadeUpStamps);

/// <summary>Attacks that carry pictures: what is done to a clip before it is sent. Clips that went through ffmpeg are kept for the next attempt.</summary>
internal sealed class FrameAttacks
{
    internal const string Recording = "file", Loop = "loop", Replay = "replay", Altered = "altered", VirtualCamera = "virtualCamera", Emulator = "emulator";

    /// <summary>Eight seconds at 8 frames a second: time for three actions.</summary>
    private const int Frames = 64;

    private static readonly (string Name, string Filter, int Quality, string Codec)[] Alterations =
    [
        ("brighter", "eq=brightness=0.12", 3, ""),
        ("contrast", "eq=contrast=1.35:saturation=1.2", 3, ""),
        ("cropped", "crop=iw*0.86:ih*0.86,scale=640:-2", 3, ""),
        ("rescaled", "scale=iw*0.55:-2,scale=640:-2", 3, ""),
        ("reencoded", "", 12, ""),
        ("mirrored", "hflip", 3, ""),
        ("denoised", "hqdn3d=6", 3, ""),
        ("noisy", "noise=alls=10:allf=t", 3, ""),
        ("mouthOfAnotherMoment", "split[a][b];[b]crop=iw/2:ih/3:iw/4:ih/2,tpad=start=6:start_mode=clone[c];[a][c]overlay=W/4:H/2:shortest=1", 3, ""),
    ];

    private static readonly (string Name, string Filter, int Quality, string Codec)[] Cameras =
    [
        ("throughH264", "", 4, "-c:v libx264 -preset ultrafast -crf 26"),
        ("lowRateH264", "", 4, "-c:v libx264 -preset ultrafast -crf 36"),
        ("rateDoubled", "fps=20", 4, ""),
        ("blendedRate", "framerate=fps=15", 4, ""),
        ("twiceJpeg", "scale=1280:720,scale=640:-2", 8, ""),
        ("noNoise", "hqdn3d=12", 4, "-c:v libx264 -preset ultrafast -crf 23"),
    ];

    private static readonly (string Name, string Filter, int Quality, string Codec)[] Emulators =
    [
        ("scene320", "scale=320:-2,scale=640:-2:flags=neighbor", 5, ""),
        ("repeats", "fps=5,fps=15", 5, ""),
        ("sixteenBitColour", "format=rgb565,format=yuvj420p", 5, ""),
        ("fixedNoise", "noise=alls=8:all_seed=7", 5, ""),
    ];

    private readonly Dictionary<(string, string), byte[][]> kept = [];

    internal static IReadOnlyList<string> Methods { get; } = [Recording, Loop, Replay, Altered, VirtualCamera, Emulator];

    internal PreparedAttack Prepare(string method, InjectionSubject subject, Random random) => method switch
    {
        Recording when random.Next(2) == 0 => new("ownClock", Window(Fresh(subject.Clip, random), random), false),
        Recording => new("madeUpClock", Window(Fresh(subject.Clip, random), random), true),
        Loop => Looped(subject, random),
        Replay => Again(subject, random),
        Altered => Filtered(Alterations, subject, random),
        VirtualCamera => Filtered(Cameras, subject, random),
        _ => Filtered(Emulators, subject, random),
    };

    internal static IReadOnlyList<byte[]> Window(IReadOnlyList<byte[]> clip, Random random)
    {
        var start = random.Next(Math.Max(1, clip.Count - Frames + 1));
        return [.. clip.Skip(start).Take(Frames)];
    }

    /// <summary>
    /// A recording of the same moments that no session has shown yet: a few pixels to a side, with a camera's faintest noise, coded anew.
    /// Something written around the coded pictures would not make another one.
    /// </summary>
    internal static IReadOnlyList<byte[]> Fresh(IEnumerable<byte[]> clip, Random random) => ClipFilter.Apply(
        [.. clip],
        string.Create(CultureInfo.InvariantCulture, $"crop=iw-8:ih-8:{random.Next(9)}:{random.Next(9)},noise=alls=2:allf=t:all_seed={random.Next(1, int.MaxValue)}"),
        quality: 2);

    /// <summary>What a session has shown, in the same file or in another one of the same pictures.</summary>
    private static PreparedAttack Again(InjectionSubject subject, Random random)
    {
        var (name, cover) = FileCover.All.ElementAt(random.Next(FileCover.All.Count));
        return new(name, [.. Window(subject.Clip, random).Select(cover)], false);
    }

    private static PreparedAttack Looped(InjectionSubject subject, Random random)
    {
        var length = random.Next(12, 33);
        var part = subject.Clip.Skip(random.Next(subject.Clip.Count - length)).Take(length).ToArray();
        var backAndForth = random.Next(2) == 0;
        // another recording of each turn: no two frames are the same bytes
        var turns = Enumerable.Range(0, (Frames / length) + 1).Select(turn => Fresh(backAndForth && turn % 2 == 1 ? part.Reverse() : part, random));
        return new PreparedAttack(backAndForth ? "backAndForth" : "again", [.. turns.SelectMany(turn => turn).Take(Frames)], false);
    }

    private PreparedAttack Filtered((string Name, string Filter, int Quality, string Codec)[] ways, InjectionSubject subject, Random random)
    {
        var (name, filter, quality, codec) = ways[random.Next(ways.Length)];
        if (!kept.TryGetValue((subject.Name, name), out var frames))
        {
            kept.Add((subject.Name, name), frames = ClipFilter.Apply(subject.Clip, filter, quality, codec));
        }

        return new PreparedAttack(name, Window(Fresh(frames, random), random), false);
    }
}
