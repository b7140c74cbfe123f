using SocialInsurance.Tests.Support;

namespace SocialInsurance.Comparison.Tests;

public sealed class FileLeaseTests : LeaseContract, IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("sicert-leases-").FullName;
    readonly Dictionary<IUnitLeases, string> folders = [];

    protected override int Histories => 60;

    protected override Task<(IUnitLeases Leader, Func<IUnitLeases> Worker)> BeginAsync(TimeSpan duration)
    {
        string folder = Path.Combine(root, $"{folders.Count}");
        var leader = new FileLeases(folder, duration, isLeader: true);
        folders.Add(leader, folder);
        return Task.FromResult<(IUnitLeases, Func<IUnitLeases>)>((leader, () => new FileLeases(folder, duration, isLeader: false)));
    }

    /// <summary>A folder goes file by file: what was done looks undone for a moment.</summary>
    [Fact]
    public void Nothing_is_taken_of_a_run_that_is_being_cleared_away()
    {
        string folder = Path.Combine(root, "going");
        using var leader = new FileLeases(folder, TimeSpan.FromSeconds(20), isLeader: true);
        leader.Offer(["read-00000-00000-000"]);
        using var worker = new FileLeases(folder, TimeSpan.FromSeconds(20), isLeader: false);
        Assert.True(worker.Finish(worker.TryTake("worker")!.Value, "digest"));

        File.Delete(Path.Combine(folder, "leader"));
        Directory.GetFiles(folder, "e.*").ToList().ForEach(File.Delete);

        using var late = new FileLeases(folder, TimeSpan.FromSeconds(20), isLeader: false);
        Assert.Null(late.TryTake("late"));
    }

    /// <summary>A clearing that was killed, or a power cut.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("D 00000000000")]
    [InlineData("D 0000000000000001\n")]
    [InlineData("D 000000000000000x\ndigest\n")]
    public void Unit_whose_end_cannot_be_read_is_taken_again(string? content)
    {
        string folder = Path.Combine(root, "damaged");
        using var leader = new FileLeases(folder, TimeSpan.FromSeconds(20), isLeader: true);
        leader.Offer(["read-00000-00000-000"]);
        using (var worker = new FileLeases(folder, TimeSpan.FromSeconds(20), isLeader: false))
        {
            Assert.True(worker.Finish(worker.TryTake("worker")!.Value, "digest"));
        }

        string damaged = Path.Combine(folder, new FileInfo(Directory.GetFiles(folder, "e.*").Order(StringComparer.Ordinal).Last()).LinkTarget!);
        if (content is null)
        {
            File.Delete(damaged);
        }
        else
        {
            File.WriteAllText(damaged, content);
            Assert.Null(leader.TryTake("early"));
            RunOut(folder, "read-00000-00000-000");
        }

        Assert.Null(Assert.Single(leader.Read()).Digest);
        using var next = new FileLeases(folder, TimeSpan.FromSeconds(20), isLeader: false);
        Assert.True(next.Finish(next.TryTake("next")!.Value, "again"));
        Assert.Equal("again", Assert.Single(leader.Read()).Digest);
    }

    protected override void RunOut(IUnitLeases leader, string unit) => RunOut(folders[leader], unit);

    /// <summary>Sets the time of the latest lease back.</summary>
    internal static void RunOut(string folder, string unit)
    {
        string latest = Directory.GetFiles(folder, $"e.{unit}.*").Order(StringComparer.Ordinal).Last();
        string content = Path.Combine(folder, new FileInfo(latest).LinkTarget!);
        File.SetLastWriteTimeUtc(content, File.GetLastWriteTimeUtc(content).AddDays(-1));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
