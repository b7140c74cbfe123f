using SocialInsurance.Eligibility.LiveSessions;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>The threads of the face work at the start of a host.</summary>
public sealed class LiveFacesTests
{
    [Fact]
    public async Task Worker_that_cannot_be_warmed_says_why_and_keeps_nobody_waiting()
    {
        var faces = await LiveFaces.OpenAsync(null, 2, TestContext.Current.CancellationToken);
        var warmed = 0;

        var warming = faces.WarmAsync(_ =>
        {
            if (Interlocked.Increment(ref warmed) == 1)
            {
                throw new InvalidDataException("as a model of which half is missing");
            }
        });

        await Assert.ThrowsAsync<InvalidDataException>(() => warming.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal(2, warmed);
        faces.Dispose();
    }
}
