using System.Collections.Immutable;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>Colours that the screen shows; never red, whose flashes are the dangerous ones (WCAG 2.3.1).</summary>
public enum LightColour
{
    /// <summary>The screen as it is: no light is asked of it.</summary>
    Off = 0,
    Blue = 1,
    Green = 2,
    Yellow = 3,
    White = 4,
}

/// <summary>What the face says to the light.</summary>
public enum LightVerdict
{
    /// <summary>No light was asked: photosensitive people, an assisted session, a screen that is none.</summary>
    NotAsked = 1,

    /// <summary>The face follows the colours in their order.</summary>
    Reflected = 2,

    /// <summary>The light reached the camera, and what stands for the face does not follow it.</summary>
    NotReflected = 3,

    /// <summary>Too bright around, too few frames, or no change of chroma to speak of: says nothing.</summary>
    Inconclusive = 4,
}

/// <param name="Version">Goes into the result.</param>
/// <param name="Steps">Colours in a sequence, 4..32.</param>
/// <param name="StepMs">Time of a colour; at least 334, so that there are at most three changes a second.</param>
/// <param name="MaximumLagMs">Screen, camera and network together may be this late, 0..2,000.</param>
/// <param name="LeastAmplitude">Response of the face's chroma below which nothing can be said, levels of 255.</param>
/// <param name="ReflectedCorrelation">Correlation with the sequence from which it counts as reflected, 0..1.</param>
/// <param name="AbsentCorrelation">Correlation below which it counts as not reflected; less than the former.</param>
public sealed record LightChallengeSettings(
    string Version, int Steps, int StepMs, int MaximumLagMs, float LeastAmplitude, float ReflectedCorrelation, float AbsentCorrelation)
{
    /// <summary>Photosensitive people are not shown more (WCAG 2.3.1, three flashes).</summary>
    public const int LeastStepMs = 334;

    /// <summary>Starting values; no recordings with a light challenge could be had to measure them on.</summary>
    public static LightChallengeSettings Unmeasured { get; } = new("2026.1-unmeasured", 12, 400, 600, 0.8f, 0.75f, 0.4f);

    /// <exception cref="ArgumentException">A number out of its range.</exception>
    internal void Check()
    {
        Require(Steps is >= 4 and <= 32, nameof(Steps), "4..32");
        Require(StepMs is >= LeastStepMs and <= 5000, nameof(StepMs), $"{LeastStepMs}..5000");
        Require(MaximumLagMs is >= 0 and <= 2000, nameof(MaximumLagMs), "0..2000");
        Require(LeastAmplitude > 0, nameof(LeastAmplitude), "above 0");
        Require(ReflectedCorrelation is > 0 and < 1 && AbsentCorrelation < ReflectedCorrelation, nameof(ReflectedCorrelation), "above absentCorrelation, below 1");

        static void Require(bool holds, string member, string expected)
        {
            if (!holds)
            {
                throw new ArgumentException($"{member}: expected {expected}", member);
            }
        }
    }
}

/// <summary>Mean colour of the skin of a face in one frame, levels 0..255, and when it was captured.</summary>
/// <param name="CapturedMs">Since the first colour was shown.</param>
public readonly record struct FaceColour(long CapturedMs, float Red, float Green, float Blue);

/// <param name="Correlation">Highest over the allowed lags, -1..1; NaN when nothing was asked or seen.</param>
/// <param name="LagMs">Where it was.</param>
/// <param name="Amplitude">Chroma of the face that follows the sequence, levels of 255.</param>
public readonly record struct LightResult(LightVerdict Verdict, float Correlation, int LagMs, float Amplitude, string Version);

/// <summary>
/// The screen shows colours in an order that nobody knew before; a face in front of it reflects them, a recording made
/// before cannot. Chroma is judged, not brightness: an automatic exposure evens brightness out. A verdict is one vote and
/// goes to a person when it speaks against somebody. Immutable; thread-safe.
/// </summary>
public sealed class LightChallenge
{
    private const int LagStepMs = 25;
    private const int FramesPerStep = 2;

    private readonly LightChallengeSettings _settings;

    private LightChallenge(ImmutableArray<LightColour> colours, LightChallengeSettings settings) => (Colours, _settings) = (colours, settings);

    /// <summary>No light: the verdict is <see cref="LightVerdict.NotAsked"/>, which is never held against anybody.</summary>
    public static LightChallenge WithoutLight { get; } = new([], LightChallengeSettings.Unmeasured);

    /// <summary>What to show, each for <see cref="LightChallengeSettings.StepMs"/>; empty without light.</summary>
    public ImmutableArray<LightColour> Colours { get; }

    public bool AsksForLight => !Colours.IsEmpty;

    public int DurationMs => Colours.Length * _settings.StepMs;

    /// <summary>A sequence in which no colour follows itself.</summary>
    /// <param name="entropy">At least one byte a step, from a cryptographic generator: whoever can guess it can film it.</param>
    /// <exception cref="ArgumentException">Too few bytes, or settings out of range.</exception>
    public static LightChallenge Create(LightChallengeSettings settings, ReadOnlySpan<byte> entropy)
    {
        settings.Check();
        if (entropy.Length < settings.Steps)
        {
            throw new ArgumentException($"expected at least {settings.Steps} bytes, found {entropy.Length}", nameof(entropy));
        }

        var colours = ImmutableArray.CreateBuilder<LightColour>(settings.Steps);
        var last = LightColour.Off;
        for (var i = 0; i < settings.Steps; i++)
        {
            // four colours, or the three that differ from the last: 252 is the largest multiple of both within a byte
            var choice = (int)LightColour.Blue + (entropy[i] % 252 % (last == LightColour.Off ? 4 : 3));
            last = (LightColour)(last != LightColour.Off && choice >= (int)last ? choice + 1 : choice);
            colours.Add(last);
        }

        return new LightChallenge(colours.MoveToImmutable(), settings);
    }

    /// <summary>Judges the colours of a face over the sequence; frames in any order of capture, others are left out.</summary>
    public LightResult Judge(IReadOnlyList<FaceColour> frames)
    {
        if (!AsksForLight)
        {
            return new LightResult(LightVerdict.NotAsked, float.NaN, 0, 0, _settings.Version);
        }

        var best = new LightResult(LightVerdict.Inconclusive, float.NaN, 0, 0, _settings.Version);
        for (var lag = 0; lag <= _settings.MaximumLagMs; lag += LagStepMs)
        {
            var (correlation, amplitude) = FollowsAt(lag, frames);
            if (!float.IsNaN(correlation) && !(correlation <= best.Correlation))
            {
                best = best with { Correlation = correlation, LagMs = lag, Amplitude = amplitude };
            }
        }

        return best with { Verdict = VerdictOf(best) };
    }

    /// <summary>Without amplitude nothing follows because nothing arrives: in sunlight that is no sign of an attack.</summary>
    private LightVerdict VerdictOf(in LightResult best) => best switch
    {
        { Correlation: float.NaN } => LightVerdict.Inconclusive,
        _ when best.Amplitude < _settings.LeastAmplitude => LightVerdict.Inconclusive,
        _ when best.Correlation >= _settings.ReflectedCorrelation => LightVerdict.Reflected,
        _ when best.Correlation < _settings.AbsentCorrelation => LightVerdict.NotReflected,
        _ => LightVerdict.Inconclusive,
    };

    /// <summary>Correlation of both chroma axes with what was shown, and the spread of the face's chroma.</summary>
    private (float Correlation, float Amplitude) FollowsAt(int lag, IReadOnlyList<FaceColour> frames)
    {
        double cross = 0, shownPower = 0, facePower = 0;
        var count = 0;
        for (var axis = 0; axis < 2; axis++)
        {
            double shownSum = 0, faceSum = 0, shownSquares = 0, faceSquares = 0, products = 0;
            count = 0;
            foreach (var frame in frames)
            {
                var at = frame.CapturedMs - lag;
                if (at < 0 || at >= DurationMs)
                {
                    continue;
                }

                var shown = ChromaOf(Colours[(int)(at / _settings.StepMs)], axis);
                var face = ChromaOf(frame, axis);
                (shownSum, faceSum, products) = (shownSum + shown, faceSum + face, products + (shown * face));
                (shownSquares, faceSquares) = (shownSquares + (shown * shown), faceSquares + (face * face));
                count++;
            }

            cross += products - (shownSum * faceSum / Math.Max(1, count));
            shownPower += shownSquares - (shownSum * shownSum / Math.Max(1, count));
            facePower += faceSquares - (faceSum * faceSum / Math.Max(1, count));
        }

        return count < FramesPerStep * Colours.Length || shownPower <= 0 || facePower <= 0
            ? (float.NaN, 0)
            : ((float)(cross / Math.Sqrt(shownPower * facePower)), (float)Math.Sqrt(facePower / count));
    }

    /// <summary>Blue and red less luma over luma: skin of any tone reflects the same share of what falls on it.</summary>
    private static double ChromaOf(in FaceColour colour, int axis)
    {
        const double scale = 255;
        var luma = Math.Max(1, (0.299 * colour.Red) + (0.587 * colour.Green) + (0.114 * colour.Blue));
        return scale * ((axis == 0 ? colour.Blue : colour.Red) - luma) / luma;
    }

    private static double ChromaOf(LightColour colour, int axis)
    {
        var (red, green, blue) = colour switch
        {
            LightColour.Off => (0.0, 0.0, 0.0),
            LightColour.Blue => (0.0, 0.2, 1.0),
            LightColour.Green => (0.0, 1.0, 0.2),
            LightColour.Yellow => (1.0, 0.9, 0.0),
            LightColour.White => (1.0, 1.0, 1.0),
        };
        return (axis == 0 ? blue : red) - ((0.299 * red) + (0.587 * green) + (0.114 * blue));
    }
}
