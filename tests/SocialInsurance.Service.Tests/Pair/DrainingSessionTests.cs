using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Tests.Sessions;

namespace SocialInsurance.Service.Tests.Pair;

/// <summary>Live sessions at an instance that was asked to end and has not stopped yet.</summary>
public sealed class DrainingSessionTests(LivePlatform platform)
{
    [Fact]
    public async Task Session_that_runs_is_decided_here_and_what_is_new_is_sent_elsewhere_with_its_nonce()
    {
        await using var host = await platform.StartAsync(change: options => options with { DrainFor = TimeSpan.FromMinutes(5) });
        using var running = new SessionClient(host.Http, await platform.AddPersonAsync());
        using var opened = new SessionClient(host.Http, await platform.AddPersonAsync());
        using var newcomer = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        await running.HelloAsync(await running.OpenAsync());
        var waiting = await opened.OpenAsync();

        host.App.Services.GetRequiredService<Drain>().Begin();

        using (var refused = await newcomer.PostAsync())
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, (TimeSpan?)TimeSpan.FromSeconds(2)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
        }

        for (var again = 0; again < 2; again++)
        {
            // twice with one nonce: it was not used up
            var told = await opened.HelloAsync(waiting);
            Assert.Equal(("refused", "shuttingDown"), (told.Type, told.Code));
        }

        var end = await running.PlayAsync(LivePlatform.Clip);
        Assert.Equal("Certified", end!.Result!.Decision);
    }
}
