using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Eligibility.Tests.Partners;

public sealed class PartnerRulesTests
{
    private static readonly DateOnly Today = new(2026, 11, 2);

    private static readonly Partner Home = new(
        new PartnerId("p-1"), "殡仪馆", default, PartnerScope.Feeds, 10, [FeedGrantText.TryRead("cremation:death")!, FeedGrantText.TryRead("bus_card:activity:account")!], default, null);

    [Fact]
    public void Key_read_back_agrees_with_its_digest_and_with_no_other()
    {
        var digest = PartnerKey.Create(Home.Id, out var text);
        Assert.True(PartnerKey.TryRead(text, out var id, out var presented));
        Assert.Equal(Home.Id, id);
        Assert.True(PartnerKey.Agrees(presented, digest));
        Assert.False(PartnerKey.Agrees(presented, PartnerKey.Create(Home.Id, out var other)));
        Assert.NotEqual(text, other);
        Assert.DoesNotContain(digest.ToString(), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_of_any_other_text_is_refused_without_a_fault() =>
        Prop.ForAll<string?>(text => !PartnerKey.TryRead(text, out _, out _) && !PartnerKey.TryRead($"p-1.{text}", out _, out _)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("cremation:death", "cremation:death:administrative")]
    [InlineData("bus_card:activity:account", "bus_card:activity:account")]
    [InlineData("m:activity:personPresent", "m:activity:personPresent")]
    public void Grant_is_written_as_it_is_read(string text, string written)
    {
        var grant = FeedGrantText.TryRead(text)!;
        Assert.Equal(written, FeedGrantText.Write(grant));
        Assert.Equal([grant, grant], FeedGrantText.Read($"{written} {written}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cremation")]
    [InlineData("cremation:")]
    [InlineData("Cremation:death")]
    [InlineData("../x:death")]
    [InlineData("x y:death")]
    [InlineData("x:Death")]
    [InlineData("x:activity")]
    [InlineData("x:activity:present")]
    [InlineData("x:death:administrative:more")]
    public void Grant_written_otherwise_is_none(string text) => Assert.Null(FeedGrantText.TryRead(text));

    [Fact]
    public void Event_of_any_content_is_either_sound_or_has_a_problem() =>
        Prop.ForAll<string[], int>((parts, pick) =>
        {
            string Part(int at, string sound) => ((pick >> at) & 1) == 0 || at >= parts.Length ? sound : parts[at] ?? "";
            var pushed = new PushedEvent(
                Part(0, "e-1"), FeedEventKind.Death, Part(1, "cremation"), Part(2, "H00000001"), Part(3, "某人"), Part(4, "2026-10-30"), default);
            var problem = FeedEventCheck.TryCreate(Home, pushed, Today, out var sound);
            return (problem == FeedEventProblem.None) == (sound is not null)
                && (sound is null || (sound.EventId == pushed.EventId && sound.OccurredOn <= Today.AddDays(1) && sound.Name is not null));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Question_of_any_content_is_either_sound_or_has_a_problem() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((left, right) =>
        {
            var problem = PartnerQuestion.TryCreate(left.Get, right.Get, right.Get, left.Get, out var question);
            return (problem == QuestionProblem.None) == (question is not null);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-11-03", FeedEventProblem.None)]
    [InlineData("2026-11-04", FeedEventProblem.DateInFuture)]
    [InlineData("1900-01-01", FeedEventProblem.None)]
    [InlineData("1899-12-31", FeedEventProblem.DateInvalid)]
    [InlineData("2026-11-2", FeedEventProblem.DateInvalid)]
    public void Day_is_accepted_up_to_tomorrow(string day, FeedEventProblem expected) =>
        Assert.Equal(expected, FeedEventCheck.TryCreate(Home, new PushedEvent("e", FeedEventKind.Death, "cremation", "H1", "某", day, default), Today, out _));

    [Fact]
    public void Activity_needs_no_name_and_a_death_does()
    {
        var activity = new PushedEvent("e", FeedEventKind.Activity, "bus_card", "H1", "", "2026-11-01", default);
        Assert.Equal(FeedEventProblem.None, FeedEventCheck.TryCreate(Home, activity, Today, out _));
        Assert.Equal(FeedEventProblem.NameInvalid, FeedEventCheck.TryCreate(Home, activity with { Kind = FeedEventKind.Death, Source = "cremation" }, Today, out _));
    }

    [Fact]
    public void Nothing_about_partners_or_their_events_can_stop_a_payment()
    {
        string[] stopping = ["Suspen", "Stop", "Terminat"];
        var names = typeof(FeedEvent).Assembly.GetTypes()
            .Where(type => type.Namespace is "SocialInsurance.Eligibility.FeedEvents" or "SocialInsurance.Eligibility.Partners")
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(member => member.Name).Prepend(type.Name))
            .ToList();
        Assert.Contains("Death", names);
        Assert.DoesNotContain(names, name => stopping.Any(word => name.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Audited_records_differ_in_their_bytes_when_any_field_differs()
    {
        var entry = new FeedEventEntry(Home.Id, "e", FeedEventKind.Death, "s", Today, Sha256Digest.Of("d"u8), Sha256Digest.Of("n"u8), DateTimeOffset.UnixEpoch);
        FeedEventEntry[] others =
        [
            entry with { Partner = new PartnerId("p-2") }, entry with { EventId = "f" }, entry with { Kind = FeedEventKind.Activity }, entry with { Source = "t" }, entry with { OccurredOn = Today.AddDays(1) },
            entry with { SealedDocument = default }, entry with { SealedName = null }, entry with { RecordedAt = DateTimeOffset.UnixEpoch.AddTicks(10) },
        ];
        Assert.Equal(others.Length + 1, others.Prepend(entry).Select(BytesOf).Distinct().Count());
    }

    private static string BytesOf(IAuditable record)
    {
        var writer = new CanonicalWriter();
        record.WriteCanonical(writer);
        return Convert.ToHexString(writer.Written);
    }
}
