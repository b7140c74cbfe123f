namespace SocialInsurance.Interop.Tests;

public sealed class FileStatusTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sicert-status-").FullName;

    [Fact]
    public void Change_of_content_shows_even_when_size_and_mtime_are_put_back()
    {
        var path = Path.Combine(folder, "a");
        File.WriteAllText(path, "one");
        var before = FileStatus.TryRead(path)!.Value;
        var modified = File.GetLastWriteTimeUtc(path);
        while (FileStatus.TryRead(path) == before) // the clock of a file system ticks in milliseconds
        {
            File.WriteAllText(path, "two");
            File.SetLastWriteTimeUtc(path, modified);
        }

        var after = FileStatus.TryRead(path)!.Value;
        Assert.Equal((before.Device, before.Inode, 3L), (after.Device, after.Inode, after.SizeBytes));
        Assert.True(after.ChangedNs > before.ChangedNs);
    }

    [Fact]
    public void Size_and_mtime_are_those_of_the_runtime()
    {
        var path = Path.Combine(folder, "件");
        File.WriteAllText(path, "four");
        var status = FileStatus.TryRead(path)!.Value;
        Assert.Equal(4, status.SizeBytes);
        Assert.Equal((File.GetLastWriteTimeUtc(path) - DateTime.UnixEpoch).Ticks, status.ModifiedNs / 100);
    }

    [Fact]
    public void Missing_file_has_no_status() => Assert.Null(FileStatus.TryRead(Path.Combine(folder, "none")));

    [Fact]
    public void Missing_folder_cannot_be_flushed()
    {
        FolderSync.Flush(folder);
        Assert.Throws<IOException>(() => FolderSync.Flush(Path.Combine(folder, "none")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
