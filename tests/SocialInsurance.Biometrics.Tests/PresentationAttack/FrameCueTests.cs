using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.PresentationAttack;

namespace SocialInsurance.Biometrics.Tests.PresentationAttack;

/// <summary>Each cue against its cause, planted.</summary>
public sealed class FrameCueTests
{
    private readonly SpectrumVote _spectrum = new();
    private readonly BorderVote _border = new(new FrameSampler());
    private readonly ColourVote _colour = new(new FrameSampler());

    [Theory]
    [InlineData(0.21, 0.13)]
    [InlineData(0.33, -0.27)]
    [InlineData(0.0, 0.30)]
    public void Grid_of_a_screen_stands_out_of_the_spectrum(double across, double down)
    {
        var plain = Noise();
        var grid = Noise();
        for (var i = 0; i < grid.Length; i++)
        {
            grid[i] += 6 * MathF.Cos((float)(2 * Math.PI * ((across * (i % SpectrumVote.Side)) + (down * (i / SpectrumVote.Side)))));
        }

        Assert.InRange(_spectrum.Measure(plain).Peak, 0, 4);
        Assert.InRange(_spectrum.Measure(grid).Peak, 5, 20);
    }

    [Fact]
    public void Block_grid_of_jpeg_is_no_screen()
    {
        var blocks = Noise();
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] += i % SpectrumVote.Side % 8 == 0 ? 20 : 0;
        }

        Assert.InRange(_spectrum.Measure(blocks).Peak, 0, 4);
    }

    [Fact]
    public void Lost_detail_makes_the_spectrum_fall()
    {
        var sharp = Noise();
        var soft = new float[sharp.Length];
        for (var i = 0; i < sharp.Length; i++)
        {
            soft[i] = (sharp[i] + sharp[(i + 1) % sharp.Length] + sharp[(i + 2) % sharp.Length] + sharp[(i + SpectrumVote.Side) % sharp.Length]) / 4;
        }

        Assert.True(_spectrum.Measure(soft).Fall > _spectrum.Measure(sharp).Fall + 1);
    }

    [Fact]
    public void Frame_around_the_face_is_a_border_and_a_single_door_is_not()
    {
        var framed = View((x, y) => x is > 15 and < 80 && y is > 12 and < 84 ? 150 : 30);
        var door = View((x, _) => x > 15 ? 150 : 30);
        Assert.InRange(_border.Measure(framed), 0.8f, 1f);
        Assert.InRange(_border.Measure(door), 0, 0.1f);
    }

    [Fact]
    public void Border_may_lean()
    {
        var leaning = View((x, y) => x - (y / 24) is > 13 and < 77 && y is > 12 and < 84 ? 150 : 30);
        Assert.InRange(_border.Measure(leaning), 0.7f, 1f);
    }

    [Fact]
    public void Glare_is_the_share_that_is_blown_out()
    {
        const int plane = ColourVote.Side * ColourVote.Side;
        var face = new float[3 * plane];
        for (var i = 0; i < plane; i++)
        {
            var glare = i / ColourVote.Side < ColourVote.Side / 2;
            (face[i], face[i + plane], face[i + (2 * plane)]) = glare ? (255f, 255f, 255f) : (180f, 130f, 110f);
        }

        var votes = PadVotes.None;
        _colour.Measure(face, ref votes);
        Assert.InRange(votes.Of(PadVote.Highlights), 0.49f, 0.51f);
        Assert.True(votes.Of(PadVote.ColourCast) > 10);
        Assert.True(votes.Of(PadVote.ChromaSpread) > 5);
    }

    [Fact]
    public void Gray_face_has_no_chroma()
    {
        var face = new float[3 * ColourVote.Side * ColourVote.Side];
        Array.Fill(face, 120);
        var votes = PadVotes.None;
        _colour.Measure(face, ref votes);
        Assert.Equal(0, votes.Of(PadVote.ChromaSpread), 2);
        Assert.Equal(0, votes.Of(PadVote.ColourCast), 2);
        Assert.Equal(0, votes.Of(PadVote.Highlights));
    }

    /// <summary>A fixed noise, the same in every run.</summary>
    private static float[] Noise()
    {
        var state = 12345u;
        var patch = new float[SpectrumVote.Side * SpectrumVote.Side];
        for (var i = 0; i < patch.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            patch[i] = 100 + ((state >> 16) % 41);
        }

        return patch;
    }

    private static float[] View(Func<int, int, float> level) =>
        [.. Enumerable.Range(0, BorderVote.Side * BorderVote.Side).Select(i => level(i % BorderVote.Side, i / BorderVote.Side))];
}
