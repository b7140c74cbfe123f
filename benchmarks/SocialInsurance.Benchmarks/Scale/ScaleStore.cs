using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Storage;
using ContactResult = SocialInsurance.Eligibility.Cases.ContactResult;

namespace SocialInsurance.Benchmarks.Scale;

/// <summary>
/// A province in a store, through the product's own doors: people with due dates over a year and a half, three runs that decided about each of
/// them, open and closed cases, telephone numbers, notices, readings of staff. Backdated, so that figures have a past.
/// </summary>
internal static class ScaleStore
{
    internal const int Batch = 5000;
    private static readonly string[] Divisions = [.. Enumerable.Range(1, 120).Select(number => string.Create(CultureInfo.InvariantCulture, $"43{(number % 14) + 1:D2}{(number / 14) + 1:D2}"))];
    private static readonly FindingKind[] Kinds = [new("DeathSuspected"), new("DeathContradicted"), new("CustodySuspected"), new("OpenPossibleLink")];

    internal static async Task FillAsync(PlatformStorage storage, int people, DateTimeOffset today)
    {
        var clock = new SetClock(today.AddDays(-80));
        await TimedAsync("register", () => new RegisterBeneficiaries(storage.Store, clock).ExecuteAsync(
            Sha256Digest.Of("province"u8), "register", Enumerable.Range(0, people).Select(number => PersonOf(number, today)), default));
        await TimedAsync("contacts", () => ContactsAsync(storage, people, clock));
        foreach (var (days, number) in new[] { (-55, 1), (-24, 2), (-3, 3) })
        {
            clock.Now = today.AddDays(days);
            await TimedAsync($"run {number}", () => RunAsync(storage, people, number, clock));
            await TimedAsync($"cases of run {number}", () => CasesAsync(storage, people, number, clock));
        }

        clock.Now = today.AddDays(-2);
        await TimedAsync("notices", () => NoticesAsync(storage, people, clock));
    }

    internal static BeneficiaryId IdOf(int number) => new(string.Create(CultureInfo.InvariantCulture, $"B{number:D8}"));

    internal static string DocumentOf(int number) => string.Create(CultureInfo.InvariantCulture, $"H{number:D8}");

    private static Beneficiary PersonOf(int number, DateTimeOffset today) => new(
        IdOf(number),
        DocumentNumber.From(DocumentOf(number)),
        new PersonName("试验者"),
        new DateOnly(1936, 1, 1).AddDays(number % 9000),
        Divisions[number % Divisions.Length],
        DateOnly.FromDateTime(today.AddDays(-160 + (number * 7L % 520)).DateTime),
        null);

    private static async Task RunAsync(PlatformStorage storage, int people, int number, SetClock clock)
    {
        var asOf = DateOnly.FromDateTime(clock.Now.DateTime);
        var run = new SilentRun(
            new RunId(asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), asOf, new PolicyReference("scale@1", Sha256Digest.Of("policy"u8)), 12, Sha256Digest.Of(Encoding.UTF8.GetBytes($"decisions {number}")));
        await new RecordSilentDecisions(storage.Store, clock).ExecuteAsync(run, Enumerable.Range(0, people).Select(person => DecisionOf(person, number, asOf)), default);
    }

    /// <summary>In each run a third of the people are certified, one in 25 is to be looked at, one in 20 is asked for a face; nothing is due of the others.</summary>
    private static SilentDecision DecisionOf(int person, int run, DateOnly asOf) => (((person * 31L) + (run * 7)) % 100) switch
    {
        < 33 => new SilentDecision(IdOf(person), DecisionOutcome.Certified, "S1", new DecisionEvidence("vaccination", asOf.AddDays(-9), $"vaccination.csv:{person}"), []),
        < 37 => new SilentDecision(IdOf(person), DecisionOutcome.Review, "D1", null, [new Finding(Kinds[person % Kinds.Length], (RiskColour)(1 + (person % 3)), $"death-{run}.csv:{person}")]),
        < 42 => new SilentDecision(IdOf(person), DecisionOutcome.FaceRequired, "F1", null, []),
        _ => new SilentDecision(IdOf(person), DecisionOutcome.NotDue, "N1", null, []),
    };

    /// <summary>Two thirds of the new cases are assigned, a third of those contacted, one in seven closed.</summary>
    private static async Task CasesAsync(PlatformStorage storage, int people, int run, SetClock clock)
    {
        var open = new CaseFilter([CaseState.Opened], [], [], string.Empty, null, true, null, null, CaseSort.Opened, 0, 500);
        var count = people / 25 * 2 / 3;
        for (var done = 0; done < count; done += 500)
        {
            var window = (await storage.Cases.ListAsync(open, default)).Rows;
            await using var work = await storage.Store.BeginAsync(default);
            foreach (var (row, index) in window.Select((row, index) => (row, index)))
            {
                await work.Cases.AddAsync([.. EventsOf(row, done + index, clock.Now.AddHours(30))], default);
            }

            await work.CommitAsync(default);
        }
    }

    private static IEnumerable<CaseEvent> EventsOf(CaseRow row, int number, DateTimeOffset at)
    {
        var caseworker = new CaseworkerId(string.Create(CultureInfo.InvariantCulture, $"cw-{number % 60}"));
        yield return new CaseAssigned(row.Id, row.Beneficiary, 2, caseworker, at);
        if (number % 3 == 0)
        {
            yield return new PersonContacted(
                row.Id, row.Beneficiary, 3, caseworker, ContactChannel.Phone, number % 300 == 0 ? ContactResult.Offered : ContactResult.PersonReached, DateOnly.FromDateTime(at.DateTime), "called", at.AddMinutes(5));
            if (number % 21 == 0)
            {
                yield return new CaseClosed(row.Id, row.Beneficiary, 4, caseworker, CaseConclusion.FindingRefuted, at.AddMinutes(9));
            }
        }
        else if (number % 7 == 1)
        {
            yield return new CaseClosed(row.Id, row.Beneficiary, 3, caseworker, CaseConclusion.RecordOfAnotherPerson, at.AddMinutes(9));
        }
    }

    private static async Task ContactsAsync(PlatformStorage storage, int people, SetClock clock)
    {
        foreach (var chunk in Enumerable.Range(0, people * 6 / 10).Chunk(Batch))
        {
            await using var work = await storage.Store.BeginAsync(default);
            foreach (var number in chunk)
            {
                await work.Contacts.AddAsync(new NewContact(IdOf(number), PhoneNumber.From(string.Create(CultureInfo.InvariantCulture, $"139{number:D8}")), ContactSource.Import, null, clock.Now), default);
            }

            await work.CommitAsync(default);
        }
    }

    /// <summary>A reminder to three people in ten; most were sent.</summary>
    private static async Task NoticesAsync(PlatformStorage storage, int people, SetClock clock)
    {
        foreach (var chunk in Enumerable.Range(0, people * 3 / 10).Chunk(Batch))
        {
            await using var work = await storage.Store.BeginAsync(default);
            foreach (var number in chunk)
            {
                var id = new NoticeId(Guid.CreateVersion7(clock.Now));
                await work.Notices.AddAsync(
                    new QueuedNotice(new Notice(id, IdOf(number), NoticeKind.Reminder, MessageChannelKind.Sms, "1", $"scale:{number}", clock.Now), "请于到期前办理资格认证。", clock.Now), default);
                if (number % 40 != 0)
                {
                    await work.Notices.MarkSentAsync(id, clock.Now, default);
                }
            }

            await work.CommitAsync(default);
        }
    }

    private static async Task TimedAsync(string what, Func<Task> work)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        await work();
        using var self = Process.GetCurrentProcess();
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {watch.Elapsed.TotalSeconds:F1} s, CPU {(self.TotalProcessorTime - cpu).TotalSeconds:F1} s, peak {self.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
