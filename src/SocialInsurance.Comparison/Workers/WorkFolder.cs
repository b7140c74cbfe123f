using System.Security.Cryptography;

namespace SocialInsurance.Comparison;

/// <summary>
/// Where leader and workers of one run meet: a hidden sibling of the run's folder, on storage that all of them see. What a unit made
/// is a file under the name of the unit and the number of its lease, written under another name and renamed whole; which number counts is
/// said by the leases alone, with the digest of the file. A killed leader leaves the folder, and the same run takes it up again.
/// </summary>
sealed class WorkFolder
{
    const string PlanName = "plan.json";

    WorkFolder(string root, WorkPlan plan)
    {
        Root = root;
        Plan = plan;
    }

    internal string Root { get; }

    internal WorkPlan Plan { get; }

    internal WorkPlace Place => new(Plan.RunId, Path.Combine(Root, Plan.RunId), Plan.Coordinator, Plan.LeaseDuration);

    /// <summary>A killed leader had begun.</summary>
    internal bool IsTakenUp { get; private set; }

    internal bool IsThere => Directory.Exists(Place.Folder);

    /// <summary>False: the run is over, or another one has its place.</summary>
    internal bool IsCurrent => Find(Root)?.Plan.RunId == Plan.RunId;

    /// <summary>Of the run that is or will be published at <paramref name="runDirectory"/>.</summary>
    internal static string RootOf(string runDirectory)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(runDirectory));
        string parent = Path.GetDirectoryName(target) ?? throw new ArgumentException("a root folder cannot hold a run", nameof(runDirectory));
        return Path.Combine(parent, $".{Path.GetFileName(target)}.work");
    }

    /// <summary>The plan that stands in the folder, for a worker; null = none yet.</summary>
    internal static WorkFolder? Find(string root)
    {
        try
        {
            return WorkPlan.Parse(File.ReadAllBytes(Path.Combine(root, PlanName))) is { } plan ? new WorkFolder(root, plan) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes up what a killed leader left when it is of the very same run, else begins anew. Leader only.</summary>
    internal static WorkFolder Open(string root, WorkPlan plan, Action<WorkFolder> fill)
    {
        if (Find(root) is { } left && left.Plan.IsLike(plan) && left.IsThere)
        {
            left.IsTakenUp = true;
            return left;
        }

        Remove(root);
        var folder = new WorkFolder(root, plan with { RunId = RandomNumberGenerator.GetHexString(32, lowercase: true) });
        Directory.CreateDirectory(folder.Place.Folder);
        fill(folder);
        WriteWhole(Path.Combine(root, PlanName), folder.Plan.ToJson());
        return folder;
    }

    internal string PartPath(int part) => Path.Combine(Place.Folder, FormattableString.Invariant($"part-{part}"));

    /// <summary>What the lease's holder made of a unit.</summary>
    internal string ResultPath(UnitName unit, long fence) => Path.Combine(Place.Folder, FormattableString.Invariant($"{unit}.{fence}"));

    /// <summary>Cells of a unit.</summary>
    internal string CellsPath(UnitName unit, long fence) => ResultPath(unit, fence) + ".cells";

    /// <summary>What a merge is made from.</summary>
    internal string RecipePath(UnitName unit) => Path.Combine(Place.Folder, $"{unit}.recipe");

    internal static void WriteWhole(string path, byte[] bytes)
    {
        string draft = path + ".draft";
        File.WriteAllBytes(draft, bytes);
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Leader only; a worker that wakes up later finds nothing and gives up.</summary>
    internal void Remove() => Remove(Root);

    /// <summary>Leader only, before anything else of the work goes: what a leader that is killed meanwhile leaves is no work to take up.</summary>
    internal void Forget()
    {
        if (Directory.Exists(Root))
        {
            File.Delete(Path.Combine(Root, PlanName));
        }
    }

    internal static void Remove(string root)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        File.Delete(Path.Combine(root, PlanName)); // first: nobody joins a folder that goes
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(root, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                // a worker put a file there in the meantime: workers make files, never folders, so this ends
            }
        }
    }
}
