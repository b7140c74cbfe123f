using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Service.Sessions;

/// <summary>The end of a connection, whatever carried it: the decision where there is one, and the place. Thread-safe.</summary>
internal sealed class SessionClosing(SessionDesk desk, SessionPlaces places, SessionMeter meter)
{
    /// <summary>
    /// Frames looked at that make a try of a session whose time ran out, five seconds at the usual pace: whoever's face is never found
    /// (an oxygen mask, a dark room) is told why, and reaches a caseworker like everybody whose tries fail. Fewer are a picture that stood.
    /// </summary>
    private const int FramesOfATry = 40;

    /// <summary>The last message: the result when there is one to decide, else why there is none.</summary>
    internal async Task<(SessionEnd End, SocketMessageDto Message)> LastMessageAsync(LiveSession live)
    {
        var end = live.Ended;
        SessionResultDto? result = null;
        if (end == SessionEnd.Complete || (end == SessionEnd.Finished && live.Frames > 0) || (end == SessionEnd.Expired && (live.Face.HasBegun || live.Frames >= FramesOfATry)))
        {
            (end, result) = await DecideAsync(live, end);
        }
        else if (end == SessionEnd.Finished)
        {
            end = SessionEnd.NoFrames;
        }

        return (end, result is null ? end.Refusal() : SessionMessages.Done(result));
    }

    /// <summary>Keeps the place for who may come back, and leaves it for others otherwise.</summary>
    internal void LeavePlace(LiveSession live)
    {
        // superseded: the place is the later connection's, or was left by whoever replaced the session
        if (live.Ended.MayReturn() || live.Ended is SessionEnd.Open or SessionEnd.Superseded)
        {
            places.Hold(live.Record.Id);
        }
        else
        {
            places.Leave(live.Record.Id, finished: live.Ended is SessionEnd.Complete or SessionEnd.Finished or SessionEnd.Expired);
        }
    }

    /// <summary>What was seen is decided whether or not anybody still listens or the host is asked to stop.</summary>
    private async Task<(SessionEnd End, SessionResultDto? Result)> DecideAsync(LiveSession live, SessionEnd end)
    {
        try
        {
            var result = await desk.DecideAsync(live, CancellationToken.None);
            return (result is null ? SessionEnd.Superseded : end, result);
        }
        catch (ShortLivedStoreUnavailableException)
        {
            return (SessionEnd.Unavailable, null);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            meter.Fault(fault);
            return (SessionEnd.Internal, null);
        }
    }
}
