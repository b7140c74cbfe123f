using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Eligibility.Tests.DataComparison;

/// <summary>The list of releases: only added to, and never guessed at.</summary>
public sealed class ReleaseFeedTests : IDisposable
{
    private readonly string _history = Directory.CreateTempSubdirectory("sicert-release-").FullName;

    private string ListPath => Path.Combine(_history, "releases.jsonl");

    private static BrakeRelease Release(string sha = "ab") => new("cremation", "cremation.csv", sha, "十月积压，已电话核实", "clerk-12", new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void List_keeps_what_was_added_in_order()
    {
        Assert.Empty(BrakeReleases.Read(_history));
        BrakeReleases.Append(_history, Release("1"));
        var first = File.ReadAllText(ListPath);
        BrakeReleases.Append(_history, Release("2"));
        Assert.StartsWith(first, File.ReadAllText(ListPath), StringComparison.Ordinal);
        Assert.Equal([Release("1"), Release("2")], BrakeReleases.Read(_history));
    }

    [Theory]
    [InlineData("{}\n", 1)]
    [InlineData("nonsense\n", 1)]
    [InlineData("\n", 1)]
    [InlineData("null\n", 1)]
    [InlineData("{\"feed\":\"a\",\"file\":\"b\",\"sha256\":\"c\",\"reason\":null,\"by\":\"d\",\"recordedAt\":\"2026-11-01T00:00:00+00:00\"}\n", 1)]
    [InlineData("{\"feed\":\"a\",\"file\":\"b\",\"sha256\":\"c\",\"reason\":\"r\",\"by\":\"d\",\"recordedAt\":\"2026-11-01T00:00:00+00:00\"}\n{\"feed\":\"torn", 2)]
    public void Damaged_list_is_refused_with_its_line(string text, long line)
    {
        File.WriteAllText(ListPath, text);
        var refused = Assert.Throws<InputRefusedException>(() => BrakeReleases.Read(_history));
        Assert.Equal((InputErrorCode.RunUnreadable, ListPath, line), (refused.Error.Code, refused.Error.File, refused.Error.Line!.Value));
    }

    [Theory]
    [InlineData("", "clerk-12")]
    [InlineData(" \t", "clerk-12")]
    [InlineData("checked by telephone", " ")]
    public void Release_without_reason_or_name_writes_nothing(string reason, string by)
    {
        var result = new ReleaseFeed(TimeProvider.System).Execute(_history, "cremation", null, reason, by);
        Assert.Equal((ReleaseStatus.ReasonMissing, false), (result.Status, File.Exists(ListPath)));
    }

    [Fact]
    public void Feed_that_no_run_holds_cannot_be_released() =>
        Assert.Equal(ReleaseStatus.NothingHeld, new ReleaseFeed(TimeProvider.System).Execute(_history, "cremation", null, "reason", "clerk").Status);

    public void Dispose() => Directory.Delete(_history, recursive: true);
}
