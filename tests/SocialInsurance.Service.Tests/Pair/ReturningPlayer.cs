using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Service.Tests.Sessions;

namespace SocialInsurance.Service.Tests.Pair;

/// <param name="Decision">null: lost</param>
/// <param name="Restarts">welcomes of a further connection</param>
/// <param name="SameChallenge">in every connection the same action was asked for after as many passed</param>
internal sealed record PairEnd(BeneficiaryId Person, SessionOpenedDto Opened, string? Decision, int Restarts, bool SameChallenge);

/// <summary>A browser that comes back as the page does: by the nonce of the last welcome, when the line breaks or the instance says that it may.</summary>
/// <param name="patient">on a line so slow that the session cannot come to its end before it has been handed over once</param>
internal sealed class ReturningPlayer(Uri balancer, BeneficiaryId person, bool patient = false) : IDisposable
{
    private const int MostReturns = 20;
    private static readonly TimeSpan FramePause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PatientPause = TimeSpan.FromSeconds(2);
    private static readonly HashSet<string?> MayReturn = ["lost", "shuttingDown", "busy", "unavailable"];

    private readonly SessionClient client = new(balancer, person);
    private readonly Dictionary<int, string> asked = [];
    private bool same = true;
    private readonly TaskCompletionSource welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Completes when an instance has taken the session up; never, when none does.</summary>
    internal Task Welcomed => welcomed.Task;

    internal async Task<PairEnd> PlayAsync()
    {
        var opened = await OpenAsync();
        var (nonce, restarts) = (opened.Nonce, 0);
        for (var connection = 0; connection < MostReturns; connection++)
        {
            var welcome = await HelloAsync(opened, nonce);
            if (welcome?.Type == "done")
            {
                return new PairEnd(person, opened, welcome.Result!.Decision, restarts, same);
            }

            if (welcome is { Type: "welcome" })
            {
                nonce = welcome.Nonce!;
                welcomed.TrySetResult();
                restarts += welcome.Restarted == true ? 1 : 0;
                var end = await CarryAsync(patient && restarts == 0 ? PatientPause : FramePause);
                if (end?.Type == "done")
                {
                    return new PairEnd(person, opened, end.Result!.Decision, restarts, same);
                }

                welcome = end;
            }

            if (welcome is { Type: "refused" } && !MayReturn.Contains(welcome.Code))
            {
                return new PairEnd(person, opened, null, restarts, same);
            }

            await Task.Delay(100, Cancel);
        }

        return new PairEnd(person, opened, null, restarts, same);
    }

    public void Dispose() => client.Dispose();

    /// <summary>Waits when told to; asked again under the same key when the answer was lost.</summary>
    private async Task<SessionOpenedDto> OpenAsync()
    {
        var key = Guid.NewGuid().ToString("N");
        while (true)
        {
            try
            {
                using var answer = await client.PostAsync(key: key);
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto, Cancel))!;
                }

                Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict, $"found {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
            }
            catch (HttpRequestException)
            {
                // the line broke; whether the session was opened is what the key is for
            }

            await Task.Delay(100, Cancel);
        }
    }

    private async Task<SocketMessageDto?> HelloAsync(SessionOpenedDto opened, string nonce)
    {
        try
        {
            return await client.HelloAsync(opened, nonce);
        }
        catch (Exception broken) when (broken is WebSocketException or NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>The last message of this connection; null when it broke.</summary>
    private async Task<SocketMessageDto?> CarryAsync(TimeSpan pause)
    {
        try
        {
            return await client.PlayAsync(Paced(pause), Compare);
        }
        catch (Exception broken) when (broken is WebSocketException or IOException)
        {
            // what was said before the line broke still counts: a refusal is read before the next connection
            return null;
        }
    }

    private void Compare(SocketMessageDto guidance)
    {
        if (guidance is { Action: { } action, Passed: { } passed })
        {
            same &= asked.TryAdd(passed, action) || asked[passed] == action;
        }
    }

    private static IEnumerable<byte[]> Paced(TimeSpan pause)
    {
        foreach (var frame in LivePlatform.Clip)
        {
            Thread.Sleep(pause);
            yield return frame;
        }
    }
}
