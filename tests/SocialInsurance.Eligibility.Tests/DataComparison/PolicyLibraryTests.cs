using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using SamplePolicy = SocialInsurance.Eligibility.Tests.Rules.SamplePolicy;

namespace SocialInsurance.Eligibility.Tests.DataComparison;

/// <summary>A library only grows, refuses what would confuse a later reader, and survives a kill at any moment.</summary>
public sealed class PolicyLibraryTests : IDisposable
{
    private static readonly PublishedReplay Replay = new("run", new string('a', 64), new DateOnly(2026, 10, 31), 10, 1, [new(EligibilityOutcome.Certified, EligibilityOutcome.FaceRequired, 1)]);
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("sicert-library-").FullName, "policies");
    private readonly FixedTime _time = new(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Published_policy_is_in_force_from_its_day_until_the_next()
    {
        Assert.Empty(PolicyLibrary.Open(_folder).Publications);
        Accepted(Text("2026.1"), "2026-01-01", adopt: true);
        Accepted(Text("2027.1", window: 60), "2027-01-01", replay: Replay);
        var library = PolicyLibrary.Open(_folder);
        Assert.Null(library.EffectiveAt(new DateOnly(2025, 12, 31)));
        Assert.Equal("2026.1", library.EffectiveAt(new DateOnly(2026, 12, 31))!.Version);
        Assert.Equal("2027.1", library.EffectiveAt(new DateOnly(2027, 1, 1))!.Version);
        Assert.Equal(Text("2027.1", window: 60), Encoding.UTF8.GetString(library.TextAt(new DateOnly(2030, 1, 1))));
        Assert.Equivalent(Replay, library.Publications[1].Replay);
        Assert.Equal((2, "operator-1", "because", _time.GetUtcNow()), (library.Publications[1].Sequence, library.Publications[1].By, library.Publications[1].Reason, library.Publications[1].PublishedAt));
        Assert.Throws<InputRefusedException>(() => library.TextAt(new DateOnly(2025, 12, 31)));
    }

    [Fact]
    public void Policy_in_force_changes_on_its_day_without_a_restart()
    {
        var otherwise = PolicyText.LoadOrRefuse(Encoding.UTF8.GetBytes(SamplePolicy.Text));
        var inForce = new PolicyInForce(_folder, otherwise);
        Assert.Same(otherwise, inForce.At(new DateOnly(2027, 1, 1)));
        Accepted(Text("2026.1"), "2026-01-01", adopt: true);
        Assert.Equal("2026.1", inForce.At(new DateOnly(2027, 1, 1)).Stamp.Version);
        Accepted(Text("2027.1", window: 60), "2027-01-01", replay: Replay);
        Assert.Equal(("2026.1", "2027.1"), (inForce.At(new DateOnly(2026, 12, 31)).Stamp.Version, inForce.At(new DateOnly(2027, 1, 1)).Stamp.Version));
        Assert.Same(inForce.At(new DateOnly(2027, 1, 1)), inForce.At(new DateOnly(2028, 1, 1)));
        Assert.Same(otherwise, inForce.At(new DateOnly(2025, 12, 31)));
    }

    [Fact]
    public void Replay_against_a_policy_that_is_no_longer_the_newest_does_not_count()
    {
        Accepted(Text("2026.1"), "2026-01-01", adopt: true);
        var stale = Replay with { Against = PolicyLibrary.Open(_folder).Publications[0].Sha256, ValuesOn = new DateOnly(2027, 2, 1) };
        Accepted(Text("2026.2", window: 60), "2027-01-01", replay: stale);
        var refused = PolicyLibrary.Publish(_folder, Request(Text("2026.3", window: 60), "2027-02-01") with { Replay = stale }, _time);
        Assert.Equal((PublishRefusalReason.NotReplayed, stale.Against), (refused.Refusal?.Reason, refused.Refusal?.Found));
        Accepted(Text("2026.3", window: 60), "2027-02-01", replay: stale with { Against = PolicyLibrary.Open(_folder).Publications[1].Sha256 });
    }

    [Fact]
    public void Publishing_the_same_again_writes_nothing()
    {
        Accepted(Text("2026.1"), "2027-01-01");
        var before = State();
        var again = PolicyLibrary.Publish(_folder, Request(Text("2026.1"), "2027-01-01"), _time);
        Assert.Equal((false, 1), (again.IsNew, again.Publication!.Sequence));
        Assert.Equal(before, State());
    }

    public static TheoryData<PublishRefusalReason, string, int, string, string, bool> Refusals => new()
    {
        { PublishRefusalReason.VersionTaken, "2026.1", 60, "2027-06-01", "because", true },
        { PublishRefusalReason.AlreadyPublished, "2026.1", 90, "2027-06-01", "because", true },
        { PublishRefusalReason.EffectiveBeforeNewest, "2026.2", 60, "2027-01-01", "because", true },
        { PublishRefusalReason.EffectiveBeforeNewest, "2026.2", 60, "2026-12-01", "because", true },
        { PublishRefusalReason.NoReason, "2026.2", 60, "2027-06-01", " ", true },
        { PublishRefusalReason.TestsFail, "2026.2", 89, "2027-06-01", "because", true },
        { PublishRefusalReason.NotReplayed, "2026.2", 60, "2027-06-01", "because", false },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Refused_publication_names_its_reason_and_leaves_the_library_as_it_was(PublishRefusalReason reason, string version, int window, string day, string why, bool replayed)
    {
        Accepted(Text("2026.1"), "2027-01-01");
        var before = State();
        var text = window == 89 ? SamplePolicy.Text.Replace("version: \"2026.1\"", "version: \"2026.2\"", StringComparison.Ordinal).Replace("value: 90, legalBasis: window-rules", "value: 89, legalBasis: window-rules", StringComparison.Ordinal) : Text(version, window);
        var outcome = PolicyLibrary.Publish(_folder, Request(text, day) with { Reason = why, Replay = replayed ? Replay : null }, _time);
        Assert.Equal(reason, outcome.Refusal?.Reason);
        Assert.NotEmpty(outcome.Refusal!.Expected);
        Assert.NotEmpty(outcome.Refusal.Found);
        Assert.Equal(before, State());
    }

    [Fact]
    public void Day_in_the_past_is_refused_unless_the_first_policy_records_what_is_in_force()
    {
        Assert.Equal(PublishRefusalReason.EffectiveInThePast, PolicyLibrary.Publish(_folder, Request(Text("2026.1"), "2026-11-20"), _time).Refusal?.Reason);
        Assert.Equal(PublishRefusalReason.EffectiveBeforePolicy, PolicyLibrary.Publish(_folder, Request(Text("2026.1"), "2025-12-31") with { Adopt = true }, _time).Refusal?.Reason);
        Accepted(Text("2026.1"), "2026-01-01", adopt: true);
        Assert.Equal(PublishRefusalReason.EffectiveInThePast, PolicyLibrary.Publish(_folder, Request(Text("2026.2", 60), "2026-06-01") with { Adopt = true, Replay = Replay }, _time).Refusal?.Reason);
    }

    [Fact]
    public void Change_of_words_only_needs_no_replay_and_another_policy_is_refused()
    {
        Accepted(Text("2026.1"), "2027-01-01");
        Accepted(Text("2026.2") + "# a comment\n", "2027-02-01", replay: null);
        var other = Text("2026.3").Replace("policy: province", "policy: county", StringComparison.Ordinal);
        Assert.Equal(PublishRefusalReason.OtherPolicy, PolicyLibrary.Publish(_folder, Request(other, "2027-03-01"), _time).Refusal?.Reason);
        Assert.Null(PolicyLibrary.Publish(_folder, Request(Text("2026.4", 60), "2027-03-01") with { Replay = null, WithoutReplay = true }, _time).Refusal);
    }

    [Theory]
    [InlineData("operator-1", "operator-2")]
    [InlineData("\"sequence\":1", "\"sequence\":2")]
    [InlineData("{\"sequence\":1", "\n{\"sequence\":1")]
    [InlineData("because", "")]
    public void Line_changed_by_another_hand_is_refused_with_its_place(string find, string replace)
    {
        Accepted(Text("2026.1"), "2027-01-01");
        Accepted(Text("2026.2", 60), "2027-02-01", replay: Replay);
        string path = Path.Combine(_folder, "published.jsonl");
        string text = File.ReadAllText(path);
        int at = text.IndexOf(find, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + replace + text[(at + find.Length)..]);
        var error = Assert.Throws<InputRefusedException>(() => PolicyLibrary.Open(_folder)).Error;
        Assert.Equal("published.jsonl", Path.GetFileName(error.File));
        Assert.InRange(error.Line!.Value, 1, 2);
    }

    [Fact]
    public void Published_text_that_was_changed_is_refused()
    {
        Accepted(Text("2026.1"), "2027-01-01");
        var library = PolicyLibrary.Open(_folder);
        File.AppendAllText(Path.Combine(_folder, library.Publications[0].Sha256 + ".yaml"), "# later\n");
        Assert.Throws<InputRefusedException>(() => library.TextOf(library.Publications[0]));
    }

    [Fact]
    public void Remains_of_a_killed_publication_disturb_nothing()
    {
        Accepted(Text("2026.1"), "2027-01-01");
        File.WriteAllText(Path.Combine(_folder, ".published.jsonl.partial"), "{\"sequence\":");
        File.WriteAllText(Path.Combine(_folder, new string('0', 64) + ".yaml"), "half");
        Accepted(Text("2026.2", 60), "2027-02-01", replay: Replay);
        Assert.Equal(["2026.1", "2026.2"], PolicyLibrary.Open(_folder).Publications.Select(p => p.Version));
    }

    [Fact]
    public void Two_publications_at_once_do_not_mix()
    {
        Accepted(Text("2026.1"), "2027-01-01");
        using (new FileStream(Path.Combine(_folder, ".publishing"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(PublishRefusalReason.LibraryBusy, PolicyLibrary.Publish(_folder, Request(Text("2026.2"), "2027-02-01"), _time).Refusal?.Reason);
        }

        Accepted(Text("2026.2"), "2027-02-01", replay: null);
    }

    [Fact]
    public void Difference_names_parameters_sources_and_rules_added_removed_changed_and_moved()
    {
        string custody = Cut("  - code: R080", "  - code: R090");
        string changed = SamplePolicy.Text.Replace(custody, "", StringComparison.Ordinal).Replace("  - code: R050", custody + "  - code: R050", StringComparison.Ordinal)
            .Replace("value: 120, legalBasis: risk-matrix", "value: 130, legalBasis: risk-matrix", StringComparison.Ordinal)
            .Replace("weight: 0.9", "weight: 0.8", StringComparison.Ordinal).Replace("R320", "R325", StringComparison.Ordinal)
            .Replace("value: 0.41,", "value: 0.42,", StringComparison.Ordinal);
        var changes = PolicyDifference.Between(SamplePolicy.Policy, SamplePolicy.Load(Encoding.UTF8.GetBytes(changed)));
        Assert.Equal(
            ["parameter watchYellow Changed", "source vaccination Changed", "source travel Changed", "rule R325 Added", "rule R320 Removed", "rule R080 Moved", "face matchThreshold Changed"],
            changes.Select(c => $"{c.Part} {c.Name} {c.Kind}"));
        Assert.Equal(("120 (2019-01-01, risk-matrix)", "130 (2019-01-01, risk-matrix)"), (changes[0].Before, changes[0].After));
        Assert.Empty(PolicyDifference.Between(SamplePolicy.Policy, SamplePolicy.Load(SamplePolicy.Bytes)));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private static string Cut(string from, string to) =>
        SamplePolicy.Text[SamplePolicy.Text.IndexOf(from, StringComparison.Ordinal)..SamplePolicy.Text.IndexOf(to, StringComparison.Ordinal)];

    /// <summary>The sample under another version; another window of the bus card, which no row of its table stands at.</summary>
    private static string Text(string version, int window = 90) => SamplePolicy.Text
        .Replace("version: \"2026.1\"", $"version: \"{version}\"", StringComparison.Ordinal)
        .Replace("{ from: 2019-01-01, value: 60, legalBasis: window-rules }", $"{{ from: 2019-01-01, value: {window - 30}, legalBasis: window-rules }}", StringComparison.Ordinal);

    private static PublishRequest Request(string text, string day) => new(
        Encoding.UTF8.GetBytes(text), DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "operator-1", "because");

    private void Accepted(string text, string day, bool adopt = false, PublishedReplay? replay = null)
    {
        var outcome = PolicyLibrary.Publish(_folder, Request(text, day) with { Adopt = adopt, Replay = replay }, _time);
        Assert.True(outcome.IsNew, outcome.Refusal?.ToString());
    }

    private string[] State() => [.. Directory.EnumerateFiles(_folder).Order(StringComparer.Ordinal).Select(p => p + File.ReadAllText(p))];

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
