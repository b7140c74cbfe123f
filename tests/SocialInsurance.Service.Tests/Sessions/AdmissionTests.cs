using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Contracts;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>Beyond the places a polite number of seconds, beyond the limits a polite no; never a hang.</summary>
public sealed class AdmissionTests(LivePlatform platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_beyond_the_places_is_told_how_long_to_wait_and_gets_the_place_that_is_left()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { MaximumSessions = 1 });
        using var first = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        using var second = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        await first.HelloAsync(await first.OpenAsync());

        using var full = await second.PostAsync();
        var wait = (await full.Content.ReadFromJsonAsync(ContractsJson.Default.WaitDto, Cancel))!;
        await first.SendTextAsync("""{"type":"cancel"}""");
        await first.ReadEndAsync();
        await first.ReadAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, full.StatusCode);
        Assert.Equal(wait.WaitSeconds.ToString(CultureInfo.InvariantCulture), full.Headers.GetValues("Retry-After").Single());
        Assert.Equal(("busy", $"请稍候，约 {wait.WaitSeconds} 秒"), (wait.Code, wait.Text.Zh));
        Assert.InRange(wait.WaitSeconds, 2, 300);
        while (true)
        {
            // the place is left a moment after the farewell
            using var later = await second.PostAsync();
            if (later.StatusCode == HttpStatusCode.Created)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task Opening_sent_again_with_its_key_is_the_same_session_and_a_wait_is_not_kept_under_the_key()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { MaximumSessions = 1 });
        using var first = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        using var second = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        using var opened = await first.PostAsync(key: "opening-one");
        using var again = await first.PostAsync(key: "opening-one");
        using var otherBody = await first.PostAsync("""{"profile":"elderly"}""", key: "opening-one");
        using var noKey = await first.PostAsync(key: "short");
        using var full = await second.PostAsync(key: "opening-one");

        var session = (await opened.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto, Cancel))!;
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equivalent(session, await again.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto, Cancel), strict: true);
        Assert.Equal(HttpStatusCode.Conflict, otherBody.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, noKey.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, full.StatusCode);
        await first.HelloAsync(session);
        await first.SendTextAsync("""{"type":"cancel"}""");
        await first.ReadEndAsync();
        while (true)
        {
            using var later = await second.PostAsync(key: "opening-one");
            if (later.StatusCode == HttpStatusCode.Created)
            {
                break;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, later.StatusCode);
        }
    }

    [Fact]
    public async Task Place_of_a_session_that_nobody_connected_to_is_given_to_the_next()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { MaximumSessions = 1, PlaceHeldFor = TimeSpan.FromMilliseconds(200) });
        using var first = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        using var second = new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false));
        await first.OpenAsync();

        while ((await second.PostAsync()).StatusCode != HttpStatusCode.Created)
        {
            await Task.Delay(50, Cancel);
        }
    }

    [Fact]
    public async Task Connection_from_another_instance_without_a_place_here_keeps_its_nonce()
    {
        var shared = new MemoryShortLivedStore(TimeProvider.System);
        await using var roomy = await platform.StartAsync(shortLived: shared);
        await using var full = await platform.StartAsync(new LiveSessionOptions { MaximumSessions = 1 }, shortLived: shared);
        using var sitting = new SessionClient(full.Http, await platform.AddPersonAsync(enrolled: false));
        using var moving = new SessionClient(roomy.Http, await platform.AddPersonAsync(enrolled: false));
        await sitting.HelloAsync(await sitting.OpenAsync());
        var opened = await moving.OpenAsync();

        var there = await moving.HelloAsync(opened, elsewhere: full.Http);
        var here = await moving.HelloAsync(opened);

        Assert.Equal(("busy", "welcome"), (there.Code, here.Type));
    }

    [Fact]
    public async Task Crowd_beyond_the_places_is_answered_at_once_and_never_admitted_beyond_them()
    {
        await using var host = await platform.StartAsync(new LiveSessionOptions { MaximumSessions = 3 });
        var people = new List<SessionClient>();
        for (var i = 0; i < 12; i++)
        {
            people.Add(new SessionClient(host.Http, await platform.AddPersonAsync(enrolled: false)));
        }

        var answers = await Task.WhenAll(people.Select(person => person.PostAsync()));

        Assert.Equal(3, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(9, answers.Count(a => a.StatusCode == HttpStatusCode.ServiceUnavailable && a.Headers.Contains("Retry-After")));
        people.ForEach(person => person.Dispose());
    }

    [Theory]
    [InlineData("person")]
    [InlineData("device")]
    [InlineData("address")]
    public async Task Sessions_too_many_in_a_window_are_refused_for_that_subject_only(string by)
    {
        var velocity = new VelocityOptions
        {
            Window = TimeSpan.FromHours(24),
            SessionsPerPerson = by == "person" ? 2 : 100,
            SessionsPerDevice = by == "device" ? 2 : 100,
            SessionsPerAddress = by == "address" ? 2 : 100,
        };
        await using var host = await platform.StartAsync(change: options => options with { Velocity = velocity });
        var person = await platform.AddPersonAsync(enrolled: false);
        using var client = new SessionClient(host.Http, person);
        using var other = new SessionClient(host.Http, by == "person" ? await platform.AddPersonAsync(enrolled: false) : person);
        using var first = await client.PostAsync();
        var device = first.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("sicert-device=", StringComparison.Ordinal));
        client.CookieHeader += "; " + device.Split(';')[0];
        await client.OpenAsync();

        using var third = await client.PostAsync();
        using var elsewhere = await other.PostAsync();

        Assert.Contains("httponly", device, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", device, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((HttpStatusCode)429, third.StatusCode);
        Assert.InRange(int.Parse(third.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 86_400);
        Assert.Contains("窗口", (await third.Content.ReadFromJsonAsync(ContractsJson.Default.ProblemDto, Cancel))!.Title, StringComparison.Ordinal);
        Assert.Equal(by == "address" ? (HttpStatusCode)429 : HttpStatusCode.Created, elsewhere.StatusCode);
    }

    [Fact]
    public void Wait_is_what_the_running_sessions_have_still_to_do_and_grows_with_those_who_wait()
    {
        var clock = new SteppedClock();
        var places = new SessionPlaces(2, TimeSpan.FromSeconds(20), clock);
        Assert.Null(places.Reserve("a"));
        clock.Now += TimeSpan.FromSeconds(10);
        Assert.Null(places.Reserve("b"));
        Assert.True(places.Occupy("a") && places.Occupy("b"));

        // 25 s is the first guess of a session's length
        Assert.Equal([15, 25, 40], Enumerable.Range(0, 3).Select(_ => (int)places.WaitForPlace()!.Value.TotalSeconds));
        Assert.False(places.Occupy("c"));
        clock.Now += TimeSpan.FromSeconds(50);
        places.Leave("a", finished: true);
        Assert.Null(places.Reserve("c"));
        Assert.InRange(places.WaitForPlace()!.Value.TotalSeconds, 2, 300);
    }

    [Fact]
    public void Place_counts_as_taken_until_the_last_of_its_connections_has_gone()
    {
        var clock = new SteppedClock();
        var places = new SessionPlaces(1, TimeSpan.FromSeconds(20), clock);
        Assert.True(places.Occupy("a") && places.Occupy("a"));
        places.Hold("a");
        clock.Now += TimeSpan.FromMinutes(1);

        Assert.False(places.Occupy("b"));
        places.Hold("a");
        Assert.False(places.Occupy("b"));
        clock.Now += TimeSpan.FromSeconds(21);
        Assert.True(places.Occupy("b"));
    }

    [Fact]
    public void Places_are_never_more_than_there_are_whatever_happens()
    {
        var steps = ArbMap.Default.GeneratorFor<(byte, byte)>().ListOf();
        Prop.ForAll(Arb.From(steps), list =>
        {
            var clock = new SteppedClock();
            var places = new SessionPlaces(3, TimeSpan.FromSeconds(5), clock);
            foreach (var (what, who) in list)
            {
                var session = $"s{who % 8}";
                switch (what % 5)
                {
                    case 0: places.Reserve(session); break;
                    case 1: places.Occupy(session); break;
                    case 2: places.Hold(session); break;
                    case 3: places.Leave(session, finished: who % 2 == 0); break;
                    default: clock.Now += TimeSpan.FromSeconds(who % 7); break;
                }

                if (places.Taken > 3 || (places.WaitForPlace() is { } wait && (wait < TimeSpan.FromSeconds(2) || wait > TimeSpan.FromSeconds(300))))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
