using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>Who is called another person: two samples that show a face clearly and are unlike, however many unclear ones lie between; nobody for a blur.</summary>
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

    /// <param name="person">axis of the embedding: people are unlike each other, each like themselves</param>
    private void Add(int person, float length)
    {
        var embedding = new float[BiometricTemplate.Length];
        embedding[person] = length;
        _templates.Add(_frame++, embedding, frontal: true);
    }
}
