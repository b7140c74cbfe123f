using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Service;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Tests.Support.Injection;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// Injection attacks (CEN/TS 18099) against the real service with real models, by method: nonces, scripts, recordings, loops, replays,
/// altered frames, virtual cameras, emulators. The order of actions is drawn as it is for everybody. Goes on where it was stopped.
/// </summary>
internal static class InjectionCorpus
{
    private const int DefaultAttempts = 300;
    private const int CameraMs = 125;

    internal static async Task<int> RunAsync(string repoRoot, string[] args)
    {
        var attempts = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : DefaultAttempts;
        var results = Path.Combine(repoRoot, "benchmarks", "results");
        var journal = new InjectionJournal(Path.Combine(results, "injection.csv"));
        string[] all = [ScriptAttacks.Nonce, ScriptAttacks.Direct, .. FrameAttacks.Methods, LiveCheck.Method];
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var subjects = Subjects(repoRoot);
        await using (var scene = await ServiceScene.OpenAsync(repoRoot))
        {
            // no time of a loaded machine may end an attack before its own end
            var patient = new LiveSessionOptions { MaximumSessions = 10_000, Lifetime = TimeSpan.FromMinutes(10), IdleTimeout = TimeSpan.FromMinutes(2) };
            var clock = new PacedClock();
            await using var app = await scene.StartAsync(sessions: patient, clock: clock);
            foreach (var method in all.Where(method => args.Length < 2 || args.Skip(1).Contains(method, StringComparer.Ordinal)))
            {
                await (method switch
                {
                    ScriptAttacks.Nonce or ScriptAttacks.Direct => ScriptsAsync(method, attempts, scene, app, subjects[0], journal, stop.Token),
                    LiveCheck.Method => LiveCheck.RunAsync(subjects, attempts, journal, stop.Token),
                    _ => FramesAsync(method, attempts, scene, app, clock, subjects, journal, stop.Token),
                });
            }
        }

        InjectionReport.Write(repoRoot, results, journal, all, subjects);
        return stop.IsCancellationRequested ? 1 : 0;
    }

    /// <summary>Tells rate and what is left.</summary>
    internal static void Tell(string method, int done, int begun, int of, long start) => Console.Error.Write(string.Create(
        CultureInfo.InvariantCulture,
        $"\r{method}: {done}/{of}, {(done - begun) / Stopwatch.GetElapsedTime(start).TotalSeconds:F2}/s, {(of - done) * Stopwatch.GetElapsedTime(start).TotalMinutes / Math.Max(1, done - begun):F0} min left   "));

    /// <summary>The sample people, and the living clips of the evaluation data where they are there.</summary>
    internal static InjectionSubject[] Subjects(string repoRoot)
    {
        var faces = Path.Combine(repoRoot, "samples", "faces");
        var clips = Path.GetFullPath(Path.Combine(repoRoot, "..", "shared", "data", "clips"));
        clips = Directory.Exists(clips) ? clips : Path.GetFullPath(Path.Combine(repoRoot, "..", "..", "shared", "data", "clips"));
        return
        [
            new("hopper", Read(Path.Combine(faces, "moving_hopper.mjpeg")), File.ReadAllBytes(Path.Combine(faces, "grace_hopper.jpg"))),
            new("collins", Read(Path.Combine(faces, "moving_collins.mjpeg")), File.ReadAllBytes(Path.Combine(faces, "eileen_collins.jpg"))),
            .. Directory.Exists(clips)
                ? Directory.GetFiles(clips, "live_*.mjpeg").Order(StringComparer.Ordinal).Select(path => (Name: Path.GetFileNameWithoutExtension(path), Clip: Read(path)))
                    .Select(live => new InjectionSubject(live.Name, live.Clip, live.Clip[3]))
                : [],
        ];

        static byte[][] Read(string path) => [.. FrameSequence.Read(path).Select(frame => frame.ToArray())];
    }

    private static async Task ScriptsAsync(
        string method, int attempts, ServiceScene scene, WebApplication app, InjectionSubject subject, InjectionJournal journal, CancellationToken stop)
    {
        var scripts = ScriptAttacks.Of(method).ToArray();
        var missing = Enumerable.Range(0, attempts).Where(number => !journal.Has(method, number)).ToArray();
        var people = await scene.RegisterPeopleAsync(2 * missing.Length);
        var start = Stopwatch.GetTimestamp();
        foreach (var (number, at) in missing.Select((number, at) => (number, at)).TakeWhile(_ => !stop.IsCancellationRequested))
        {
            var script = scripts[number % scripts.Length];
            var end = await script.RunAsync(new ScriptScene(
                ServiceHost.AddressesOf(app).Http, CookieOf(people[2 * at]), CookieOf(people[(2 * at) + 1]), subject.Clip, new Random(number)));
            journal.Add(new InjectionAttempt(method, number, script.Name, "-", end, string.Empty));
            Tell(method, number + 1, missing[0], attempts, start);
        }

        Console.Error.WriteLine();
    }

    private static async Task FramesAsync(
        string method, int attempts, ServiceScene scene, WebApplication app, PacedClock clock, InjectionSubject[] subjects, InjectionJournal journal, CancellationToken stop)
    {
        var missing = Enumerable.Range(0, attempts).Where(number => !journal.Has(method, number)).ToArray();
        var (attacks, start, shown) = (new FrameAttacks(), Stopwatch.GetTimestamp(), new HashSet<string>(StringComparer.Ordinal));
        var victims = new VictimQueue(scene);
        foreach (var number in missing.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            var subject = subjects[number % subjects.Length];
            if (method == FrameAttacks.Replay && shown.Add(subject.Name))
            {
                await PlayAsync(victims, app, clock, subject, new PreparedAttack("seen", subject.Clip, false));
            }

            var attack = attacks.Prepare(method, subject, new Random(number));
            var (end, reasons) = await PlayAsync(victims, app, clock, subject, attack);
            journal.Add(new InjectionAttempt(method, number, attack.Variant, subject.Name, end, reasons));
            Tell(method, number + 1, missing[0], attempts, start);
        }

        Console.Error.WriteLine();
    }

    private static async Task<(string End, string Reasons)> PlayAsync(
        VictimQueue victims, WebApplication app, PacedClock clock, InjectionSubject subject, PreparedAttack attack)
    {
        var person = await victims.NextAsync(subject);
        using var client = new InjectionClient(ServiceHost.AddressesOf(app).Http, CookieOf(person));
        var (opened, refused) = await client.OpenAsync();
        if (opened is null || await client.HelloAsync(opened, opened.Nonce) is { } notWelcome && (refused = notWelcome).Length > 0)
        {
            return (refused, string.Empty);
        }

        // as fast as it is answered, or in the time of a camera: the host counts time, not frames
        var end = await client.PlayAsync(attack.Frames, index => attack.MadeUpStamps ? 1_700_000_000_000 + (CameraMs * index) : clock.Advance(index, CameraMs));
        return (end, client.Reasons.Replace(',', ' '));
    }

    /// <summary>A new person for every attempt, with the subject's reference; enrolled some at a time, because the models are loaded for it.</summary>
    private sealed class VictimQueue(ServiceScene scene)
    {
        private const int AtATime = 25;

        private readonly Dictionary<string, Queue<BeneficiaryId>> waiting = new(StringComparer.Ordinal);

        internal async Task<BeneficiaryId> NextAsync(InjectionSubject subject)
        {
            if (!waiting.TryGetValue(subject.Name, out var queue) || queue.Count == 0)
            {
                waiting[subject.Name] = queue = new Queue<BeneficiaryId>(await scene.AddPeopleAsync(AtATime, subject.Reference));
            }

            return queue.Dequeue();
        }
    }

    private static string CookieOf(BeneficiaryId person) => $"claim={person.Value}";
}
