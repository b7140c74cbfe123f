using System.IO.Enumeration;

namespace SocialInsurance.Comparison;

/// <summary>Finds descriptors and the files they claim. Adds every error to one list.</summary>
sealed class FeedFinder(List<InputError> errors)
{
    const string DescriptorSuffix = ".feed.yaml";
    const string PackedSuffix = ".gz"; // a pattern for x.csv also claims x.csv.gz

    readonly Dictionary<string, FeedDescriptor?> descriptors = new(StringComparer.Ordinal);

    /// <summary>Files of the feeds folder that a descriptor would claim but for upper and lower case, with its pattern.</summary>
    internal Dictionary<string, string> NearlyClaimed { get; } = new(StringComparer.Ordinal);

    internal List<DataFile> FindRegisters(IReadOnlyList<string> paths)
    {
        var files = new List<DataFile>();
        foreach (string path in paths)
        {
            if (!File.Exists(path))
            {
                errors.Add(IsUndecodable(path) ? Undecodable(path) : new InputError(InputErrorCode.FileMissing, "the register does not exist", path, null, null, "a file", "none"));
                continue;
            }

            if (!IsReadable(path, path))
            {
                continue;
            }

            string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
            FeedDescriptor[] own = [.. DescriptorsOf(directory).Where(d => d.Kind == SourceKind.Subjects && Claims(d, Path.GetFileName(path)))];
            if (own.Length == 1)
            {
                files.Add(FileOf(path, own[0]));
            }
            else if (errors.Count == 0 || own.Length > 1)
            {
                errors.Add(new InputError(own.Length == 0 ? InputErrorCode.FileMissing : InputErrorCode.FileClaimedTwice,
                    "the register has to be described beside it", path, null, null, $"one *{DescriptorSuffix} of kind subjects whose filePattern fits", $"{own.Length}"));
            }
        }

        return [.. files.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>Files of the folder that descriptors of kind subjects claim.</summary>
    internal List<DataFile> FindDescribedRegisters(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        string folder = Path.GetFullPath(directory);
        FeedDescriptor[] own = [.. DescriptorsOf(folder).Where(d => d.Kind == SourceKind.Subjects)];
        return [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .Where(f => !f.EndsWith(".yaml", StringComparison.Ordinal))
            .SelectMany(f => own.Where(d => Claims(d, Path.GetFileName(f)) && IsReadable(f, Path.GetFileName(f))).Take(1).Select(d => FileOf(f, d)))];
    }

    internal List<DataFile> FindFeeds(string directory, List<DataFile> registers, out List<string> unclaimed)
    {
        unclaimed = [];
        if (!Directory.Exists(directory))
        {
            errors.Add(new InputError(InputErrorCode.FileMissing, "the folder of the feeds does not exist", directory, null, null, "a folder", "none"));
            return [];
        }

        List<FeedDescriptor> described = DescriptorsOf(Path.GetFullPath(directory));
        HashSet<string> notRead = [.. described.SelectMany(d => d.NotRead)];
        List<FeedDescriptor> feeds = [.. described.Where(d => d.Kind != SourceKind.Subjects)];
        foreach (IGrouping<string, FeedDescriptor> twice in feeds.GroupBy(d => d.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add(new InputError(InputErrorCode.DescriptorInvalid, "two descriptors have one name", twice.Last().Path, 1, 1, "a name of its own", twice.Key));
        }

        HashSet<string> registerPaths = [.. registers.Select(r => Path.GetFullPath(r.Path))];
        var files = new List<DataFile>();
        var missing = new HashSet<FeedDescriptor>(feeds);
        foreach (string path in Directory.GetFiles(Path.GetFullPath(directory)).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith('.') || name.EndsWith(".yaml", StringComparison.Ordinal) || registerPaths.Contains(path))
            {
                continue;
            }

            FeedDescriptor[] claims = [.. feeds.Where(d => Claims(d, name))];
            if (claims.Length == 0 && notRead.Contains(name))
            {
                continue; // a file that a pattern claims is read, whoever says otherwise
            }

            if (claims.Length == 0)
            {
                unclaimed.Add(name);
                if (feeds.FirstOrDefault(d => Claims(d, name, ignoreCase: true)) is { } nearly)
                {
                    NearlyClaimed[name] = nearly.FilePattern;
                }
            }
            else if (claims.Length == 1)
            {
                missing.Remove(claims[0]);
                if (IsReadable(path, name))
                {
                    files.Add(FileOf(path, claims[0]));
                }
            }
            else
            {
                missing.ExceptWith(claims); // each has a file, though not for itself
                errors.Add(new InputError(InputErrorCode.FileClaimedTwice, "more than one descriptor claims the file", name, null, null, "one descriptor", string.Join(", ", claims.Select(d => d.Name))));
            }
        }

        // a parcel that was unpacked into a folder of its own looks like a delivery that came
        unclaimed.AddRange(Directory.GetDirectories(Path.GetFullPath(directory)).Select(path => Path.GetFileName(path))
            .Where(name => feeds.Any(d => Claims(d, name))).Order(StringComparer.Ordinal).Select(name => name + "/"));
        if (missing.Count > 0)
        {
            // the missing file may be one of those: nobody can tell its name
            errors.AddRange(unclaimed.Where(n => IsUndecodable(Path.Combine(directory, n))).Select(Undecodable));
        }

        errors.AddRange(missing.OrderBy(d => d.Name, StringComparer.Ordinal).Select(d =>
            new InputError(InputErrorCode.FileMissing, $"source '{d.Name}' has no file", d.Path, null, null, $"a file '{d.FilePattern}' beside the descriptor", "none")));
        return files;
    }

    List<FeedDescriptor> DescriptorsOf(string directory)
    {
        var found = new List<FeedDescriptor>();
        foreach (string path in Directory.GetFiles(directory, "*" + DescriptorSuffix).Order(StringComparer.Ordinal))
        {
            if (!descriptors.TryGetValue(path, out FeedDescriptor? descriptor))
            {
                descriptor = IsReadable(path, path) ? FeedDescriptorReader.Read(path, errors) : null;
                descriptors.Add(path, descriptor);
            }

            if (descriptor is not null)
            {
                found.Add(descriptor);
            }
        }

        return found;
    }

    static DataFile FileOf(string path, FeedDescriptor descriptor) => new()
    {
        Path = path,
        Name = Path.GetFileName(path),
        Descriptor = descriptor,
        Stamp = InputStamp.Of(path), // before the size and before any byte: what changes later shows
        SizeBytes = SizeOf(path),
    };

    static bool Claims(FeedDescriptor descriptor, string name, bool ignoreCase = false) =>
        FileSystemName.MatchesSimpleExpression(descriptor.FilePattern, name, ignoreCase)
        || (name.EndsWith(PackedSuffix, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            && FileSystemName.MatchesSimpleExpression(descriptor.FilePattern, name.AsSpan(0, name.Length - PackedSuffix.Length), ignoreCase));

    /// <summary>False for a name that no list of rejected rows could hold, and for what opening would wait for, perhaps for ever; then the errors have grown. A link is what it leads to.</summary>
    bool IsReadable(string path, string shown)
    {
        if (Path.GetFileName(path).Any(char.IsControl))
        {
            errors.Add(new InputError(InputErrorCode.FileUnreadable, "the name of the file holds control characters", Shown(shown), null, null, "a name of one line", Shown(Path.GetFileName(path))));
            return false;
        }

        if (IsUndecodable(path))
        {
            errors.Add(Undecodable(shown));
            return false;
        }

        if (InputStamp.IsRegular(path))
        {
            return true; // a link to nothing is refused where it is read
        }

        errors.Add(new InputError(InputErrorCode.FileUnreadable, "a file that is compared is read from its beginning, perhaps more than once", shown, null, null, "a regular file", "a pipe or device"));
        return false;
    }

    /// <summary>A name whose bytes are no UTF-8 comes with signs of replacement, and nothing of that name can be opened.</summary>
    static bool IsUndecodable(string path) => path.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(path);

    static InputError Undecodable(string shown) => new(
        InputErrorCode.FileUnreadable, "the name of the file is not UTF-8", shown, null, null,
        "a name in UTF-8: rename it, for example by: convmv -f gbk -t utf8 --notest -r FOLDER", "a name in another encoding, probably GBK");

    /// <summary>Control characters as they are written in code: an error is one line.</summary>
    static string Shown(string name) => string.Concat(name.Select(c => char.IsControl(c) ? $"\\u{(int)c:X4}" : $"{c}"));

    /// <summary>Of the file itself where the folder holds a link to it; 0 for a link to nothing or to itself, which reading then refuses.</summary>
    static long SizeOf(string path)
    {
        var file = new FileInfo(path);
        try
        {
            FileSystemInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            return target is FileInfo { Exists: true } found ? found.Length : 0;
        }
        catch (IOException)
        {
            return 0; // too many links
        }
    }
}
