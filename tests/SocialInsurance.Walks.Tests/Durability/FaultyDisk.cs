using System.Diagnostics;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>A library that is loaded before a program and lets writes or flushes under one folder fail while a switch is on.</summary>
internal sealed class FaultyDisk(Workspace workspace, string library)
{
    private string Switch => workspace.At("disk-fault");

    /// <summary>For the program's start.</summary>
    public (string Name, string Value)[] Environment =>
        [("LD_PRELOAD", library), ("FAULTY_DISK_FOLDER", workspace.At("books")), ("FAULTY_DISK_SWITCH", Switch)];

    public static async Task<FaultyDisk> BuildAsync(Workspace workspace)
    {
        var library = workspace.At("faulty-disk.so");
        var source = Path.Combine(AppContext.BaseDirectory, "Durability", "Faults", "faulty-disk.c");
        using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O1", "-Wall", "-o", library, source, "-ldl"]) { RedirectStandardError = true })!;
        var said = await compiler.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(compiler.ExitCode == 0, said);
        return new FaultyDisk(workspace, library);
    }

    /// <param name="kind">"enospc": writes fail; "eio": flushes fail</param>
    public void Fail(string kind)
    {
        File.WriteAllText(Switch + ".new", kind);
        File.Move(Switch + ".new", Switch, overwrite: true);
    }

    public void Heal() => File.Delete(Switch);
}
