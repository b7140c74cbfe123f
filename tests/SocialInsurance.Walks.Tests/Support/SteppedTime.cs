namespace SocialInsurance.Walks.Tests.Support;

/// <summary>A clock that stands until the walk takes a step.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Step(int minutes) => now = now.AddMinutes(minutes);
}
