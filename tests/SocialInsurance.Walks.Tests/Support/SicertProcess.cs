using System.Diagnostics;
using System.Text;

namespace SocialInsurance.Walks.Tests.Support;

/// <summary>The built <c>sicert.dll</c> as a child process: the public door of the command line.</summary>
internal sealed class SicertProcess : IAsyncDisposable
{
    /// <summary>Generous, for two busy cores; a run that needs it is a failure, not a measurement.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private SicertProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "sicert.dll");

    /// <param name="folder">working folder</param>
    /// <param name="environment">added to an environment that names no language and no models folder</param>
    public static SicertProcess Start(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start(folder, "env", ["--default-signal=INT", "dotnet", Program, .. arguments], environment); // what a shell starts in the background ignores Ctrl+C, and so does what that starts

    /// <summary>Runs with so much writable memory of its own (heap, stacks, code); the kernel refuses more. Mapped files do not count.</summary>
    public static async Task<SicertResult> RunWithMemoryAsync(string folder, int kibibytes, IEnumerable<string> arguments)
    {
        await using var sicert = Start(folder, "bash", ["-c", $"ulimit -d {kibibytes} && exec dotnet \"$@\"", "sicert", Program, .. arguments]);
        return await sicert.EndAsync();
    }

    private static SicertProcess Start(string folder, string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in (string[])["LANG", "LC_ALL", "SICERT_MODELS"])
        {
            start.Environment.Remove(name);
        }

        // most runs live for a quarter of a second: instrumenting them for a later tier costs more than it earns
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SicertProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start"));
    }

    public static async Task<SicertResult> RunAsync(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        await using var sicert = Start(folder, arguments, environment);
        return await sicert.EndAsync();
    }

    /// <summary>Waits for the end. Whatever was run, no citizen number may have been printed.</summary>
    public async Task<SicertResult> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await process.WaitForExitAsync(patience.Token);
        var result = new SicertResult(process.ExitCode, await output, await error);
        Privacy.AssertNoCitizenNumber(result);
        return result;
    }

    public bool HasExited => process.HasExited;

    public int Id => process.Id;

    /// <summary>SIGINT, as Ctrl+C sends it.</summary>
    public Task InterruptAsync() => SignalAsync("-INT");

    /// <summary>SIGTERM, as an orchestrator sends it.</summary>
    public Task TerminateAsync() => SignalAsync("-TERM");

    /// <summary>SIGSTOP: the machine is there, the program stands still.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <summary>SIGKILL: nothing of the program runs after it.</summary>
    public void Kill() => process.Kill();

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }
}
