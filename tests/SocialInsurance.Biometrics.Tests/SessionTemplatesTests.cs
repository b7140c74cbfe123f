using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>
/// Who is called another person: two samples that show a face clearly and are unlike, however many unclear ones lie between; nobody for a blur.
/// Which frames are kept for the comparison.
/// </summary>
public sealed class SessionTemplatesTests
{
    private static readonly VerificationProfile Profile = VerificationProfile.Standard;
    private static readonly float Clear = Profile.Quality.Clarity.LeastLength + 0.1f;
    private static readonly float Blurred = Profile.Quality.Clarity.LeastLength - 0.1f;

    private readonly SessionTemplates _templates = new(Profile.Session, Profile.Quality.Clarity.LeastLength);
    private int _frame;

    public SessionTemplatesTests()
    {
        Add(0, Clear);
        _templates.Keep(_frame, 1);
    }

    private bool IsAccused => _templates.LeastContinuity < Profile.Session.ContinuityThreshold;

    [Fact]
    public void Faces_seen_too_little_accuse_nobody_and_the_doubt_ends_with_a_clear_one()
    {
        for (var i = 0; i < 6; i++)
        {
            Add(1, Blurred);
            Assert.True(_templates.InDoubt);
            Assert.False(_templates.SawSomebodyElse);
        }

        Add(0, Clear);
        Assert.False(_templates.InDoubt);
        Assert.False(IsAccused);
    }

    [Fact]
    public void Two_clear_faces_of_somebody_else_are_a_change()
    {
        Add(1, Clear);
        Assert.False(IsAccused);
        Assert.True(_templates.SawSomebodyElse);
        Add(1, Clear);
        Assert.True(IsAccused);
    }

    [Fact]
    public void Blur_between_two_clear_faces_of_somebody_else_hides_no_change()
    {
        Add(1, Clear);
        Add(1, Blurred);
        Add(1, Blurred);
        Add(1, Clear);
        Assert.True(IsAccused);
    }

    [Fact]
    public void One_clear_slip_between_the_persons_own_faces_is_none()
    {
        Add(1, Clear);
        Add(0, Clear);
        Add(1, Clear);
        Add(0, Clear);
        Assert.False(IsAccused);
    }

    [Fact]
    public void Somebody_else_by_turns_with_the_person_is_a_change_although_no_two_samples_in_a_row_are_theirs()
    {
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.False(IsAccused);
            Add(1, Clear);
            Add(0, Clear);
        }

        Assert.True(IsAccused);
    }

    [Fact]
    public void Blurs_by_turns_with_the_persons_own_faces_accuse_nobody()
    {
        for (var turn = 0; turn < 8; turn++)
        {
            Add(1, Blurred);
            Add(0, Clear);
        }

        Assert.False(IsAccused);
    }

    [Fact]
    public void Frames_kept_lie_apart_however_much_better_the_next_one_is()
    {
        List<int> kept = [_frame];
        for (var quality = 2f; _frame < 30; quality *= 2)
        {
            Add(0, Clear);
            if (_templates.IsBetter(_frame, quality))
            {
                _templates.Keep(_frame, quality);
                kept.Add(_frame);
            }
        }

        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.Equal(Profile.Session.Schedule.KeepEvery, pair.Second - pair.First));
        Assert.Equal(Profile.Session.FusedFrames, _templates.Kept);
        Assert.Equal(kept[^1], _templates.BestFrame);
    }

    /// <param name="person">axis of the embedding: people are unlike each other, each like themselves</param>
    private void Add(int person, float length)
    {
        var embedding = new float[BiometricTemplate.Length];
        embedding[person] = length;
        _templates.Add(_frame++, embedding, frontal: true);
    }
}
