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
