using System.Runtime.CompilerServices;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>One cause by which a presentation attack may show in a frame. Names as in profiles, camelCase.</summary>
public enum PadVote
{
    /// <summary>fr_liveness, which ships: probability of a bona fide presentation, 0..1.</summary>
    Classifier = 0,

    /// <summary>The Silent-Face pair, where a deployment has added it: mean probability of a bona fide presentation, 0..1.</summary>
    SilentPair = 1,

    /// <summary>Highest isolated peak of the spectrum over its surroundings, in nats: the beat of a screen's grid with the sensor's.</summary>
    MoirePeak = 2,

    /// <summary>Power of coarse over fine detail, in nats: what is photographed twice has lost fine detail.</summary>
    SpectrumFall = 3,

    /// <summary>Length of the second longest straight line around the face as a share of the view, 0..1: the edge of a screen or paper.</summary>
    Border = 4,

    /// <summary>Share of the face that is blown out in all channels, 0..1: glass and glossy paper.</summary>
    Highlights = 5,

    /// <summary>Deviation of chroma over the face, 0..180: print and screen have a narrower gamut.</summary>
    ChromaSpread = 6,

    /// <summary>Mean Cr less mean Cb over the face, -255..255: backlight is bluer than skin.</summary>
    ColourCast = 7,
}

/// <summary>What each vote measured in one frame; NaN where it did not run or had too few pixels.</summary>
[InlineArray(Count)]
public struct PadVotes
{
    public const int Count = 8;

    private float _first;

    /// <summary>No vote at all.</summary>
    public static PadVotes None
    {
        get
        {
            var none = default(PadVotes);
            ((Span<float>)none).Fill(float.NaN);
            return none;
        }
    }

    /// <summary>In the unit of the vote; see <see cref="PadVote"/>.</summary>
    public readonly float Of(PadVote vote) => this[(int)vote];

    internal void Set(PadVote vote, float value) => this[(int)vote] = value;
}
