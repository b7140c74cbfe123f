using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Supervision;

namespace SocialInsurance.Eligibility.Tests.Supervision;

/// <summary>What run folders say of held deliveries, newest records and drawn passes.</summary>
public sealed class RunBookTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("sicert-runs-").FullName;

    private RunBook Book => new(root, Path.Combine(root, "policies"), TimeProvider.System);

    [Fact]
    public void Missing_folder_is_an_empty_book()
    {
        var book = new RunBook(Path.Combine(root, "nothing"), string.Empty, TimeProvider.System);
        Assert.Empty(book.ListHeld());
        Assert.Empty(book.NewestBySource());
        Assert.Empty(book.Policies());
        Assert.Empty(book.Of(new DateOnly(2026, 10, 31)));
    }

    [Fact]
    public void Held_delivery_is_listed_released_once_and_not_by_the_name_of_another_run()
    {
        Write("2026-10-31", held: true);
        var held = Assert.Single(Book.ListHeld());
        Assert.Equal(("2026-10-31", "cremation", "cremation.csv", new DateOnly(2026, 10, 31), null), (held.Run, held.Feed, held.File, held.HeldOn, held.ReleasedBy));
        Assert.Equal("Volume", Assert.Single(held.Outside).Measure);
        Assert.Equal(ReleaseStatus.NothingHeld, Book.Release("2026-09-30", "cremation", null, "looked at", new("op-1")).Status);
        Assert.Equal(ReleaseStatus.Released, Book.Release("2026-10-31", "cremation", null, "looked at", new("op-1")).Status);
        Assert.Equal(ReleaseStatus.AlreadyReleased, Book.Release("2026-10-31", "cremation", null, "looked at", new("op-1")).Status);
        Assert.Equal("op-1", Assert.Single(Book.ListHeld()).ReleasedBy);
    }

    [Fact]
    public void File_that_two_people_let_go_at_once_is_listed_once()
    {
        Write("2026-10-31", held: false);
        var manifest = Path.Combine(root, "2026-10-31", "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(
            "\"elapsedMs\": 1", "\"elapsedMs\": 1, \"gone\": [ { \"source\": \"cremation\", \"run\": \"2026-09-30\", \"file\": \"old.csv\", \"sha256\": \"cd\" } ]", StringComparison.Ordinal));
        var release = new BrakeRelease("cremation", "old.csv", "cd", "withdrawn", "op-1", DateTimeOffset.UnixEpoch) { LetsGo = true };
        BrakeReleases.Append(root, release);
        BrakeReleases.Append(root, release with { By = "op-2" });
        var gone = Assert.Single(Book.ListGone());
        Assert.Equal(("old.csv", "op-1"), (gone.File, gone.LetGoBy));
    }

    [Fact]
    public void Newest_event_is_that_of_any_applied_delivery()
    {
        Write("2026-09-30", held: false, lastOn: "2026-09-29");
        Write("2026-10-31", held: false, lastOn: "2026-09-28");
        Assert.Equal(new DateOnly(2026, 9, 29), Book.NewestBySource()["cremation"]);
    }

    [Fact]
    public void Chances_of_the_sample_are_those_of_the_day_and_damaged_lines_are_unknown()
    {
        Write("2026-10-31", held: false);
        File.WriteAllText(
            Path.Combine(root, "2026-10-31", "audit-sample.csv"), "beneficiaryId,reason,weight,probability\nB1,random,20,0.05\nB2,random,x,y\nB3,random,1,7\nhalf a line\n");
        Assert.Equal(new Dictionary<BeneficiaryId, double> { [new("B1")] = 0.05 }, Book.Of(new DateOnly(2026, 10, 31)));
        Assert.Empty(Book.Of(new DateOnly(2026, 9, 30)));
    }

    [Fact]
    public void Damaged_run_is_no_run_and_a_damaged_list_of_releases_is_refused()
    {
        Write("2026-10-31", held: true);
        Directory.CreateDirectory(Path.Combine(root, "broken"));
        File.WriteAllText(Path.Combine(root, "broken", "manifest.json"), "{");
        Assert.Single(Book.ListHeld());
        File.WriteAllText(Path.Combine(root, "releases.jsonl"), "{}\n");
        Assert.Throws<InputRefusedException>(Book.ListHeld);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Write(string asOf, bool held, string lastOn = "2026-09-30")
    {
        Directory.CreateDirectory(Path.Combine(root, asOf));
        File.WriteAllText(Path.Combine(root, asOf, "manifest.json"), ManifestText.Of(asOf, held, lastOn));
    }
}
