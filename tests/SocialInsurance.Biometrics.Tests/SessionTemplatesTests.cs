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

    private const int Actions = 2;

    private readonly SessionTemplates _templates = new(Profile.Session, Actions, Profile.Quality.Clarity.LeastLength);
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

    /// <summary>A photograph that fades into whoever answers the prompts, and back: every sample is like the one before.</summary>
    [Theory]
    [InlineData(90, 0)]
    [InlineData(90, 90)]
    [InlineData(0, 90)]
    public void Face_that_becomes_another_in_small_steps_is_told_by_who_acted(int firstActedBy, int secondActedBy)
    {
        var degrees = 0;
        foreach (var actor in (int[])[firstActedBy, secondActedBy])
        {
            while (degrees != actor)
            {
                degrees += 10 * Math.Sign(actor - degrees);
                Blend(degrees);
            }

            _templates.Act();
        }

        Assert.False(IsAccused);
        Assert.True(_templates.LeastActed < Profile.Session.ContinuityThreshold);
    }

    [Fact]
    public void Whoever_acts_while_no_sample_is_due_is_sampled_right_after()
    {
        _templates.Act();
        Assert.True(_templates.LeastActed > 0.99f);
        Assert.True(_templates.IsDue(_frame));
        Add(1, Clear);
        Assert.False(IsAccused); // one slip
        Assert.True(_templates.LeastActed < Profile.Session.ContinuityThreshold);
    }

    [Fact]
    public void Person_who_acts_vouches_for_themselves()
    {
        for (var action = 0; action < Actions; action++)
        {
            Blend(40); // the same person in another light
            _templates.Act();
            Blend(20);
        }

        Assert.InRange(_templates.LeastActed, 0.7f, 1);
    }

    /// <summary>Light and shade against a window are taken for a face, the first samples; then the person finds light.</summary>
    [Fact]
    public void What_was_taken_for_a_face_before_the_first_clear_one_stands_for_nobody()
    {
        var templates = new SessionTemplates(Profile.Session, Actions, Profile.Quality.Clarity.LeastLength);
        Add(templates, 1, Blurred);
        templates.Keep(_frame, 9);
        Add(templates, 2, Blurred);
        Assert.False(templates.BeginsAnew);
        Add(templates, 0, Clear);
        Assert.True(templates.BeginsAnew);
        Assert.Equal((false, 0), (templates.InDoubt, templates.Kept));
        Add(templates, 0, Clear);
        Assert.False(templates.BeginsAnew);
        Assert.Equal(1, templates.LeastContinuity, 3);
        Add(templates, 1, Clear);
        Add(templates, 1, Clear);
        Assert.True(templates.LeastContinuity < Profile.Session.ContinuityThreshold); // somebody else still is
    }

    private void Blend(int degrees)
    {
        var embedding = new float[BiometricTemplate.Length];
        (embedding[1], embedding[0]) = (Clear * MathF.Sin(degrees * MathF.PI / 180), Clear * MathF.Cos(degrees * MathF.PI / 180));
        _templates.Add(_frame++, embedding, frontal: true);
    }

    /// <param name="person">axis of the embedding: people are unlike each other, each like themselves</param>
    private void Add(int person, float length) => Add(_templates, person, length);

    private void Add(SessionTemplates templates, int person, float length)
    {
        var embedding = new float[BiometricTemplate.Length];
        embedding[person] = length;
        templates.Add(_frame++, embedding, frontal: true);
    }
}
