using System.Globalization;
using System.Security.Cryptography;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>How many kills: a few in every build, SICERT_KILLS of them where somebody asks for the long variant.</summary>
internal static class KillCount
{
    private const int Default = 10;

    /// <summary>Of every ten: four of the service, two each of the batch, the migration and the receipt.</summary>
    public static int Of(int tenths) => Math.Max(1, All * tenths / 10);

    /// <summary>Repeats <paramref name="attempt"/> until so many kills found their process at work.</summary>
    /// <param name="attempt">gets its number; says whether the process was running when it was killed</param>
    public static async Task LandAsync(int kills, Func<int, Task<bool>> attempt)
    {
        var landed = 0;
        for (var number = 0; landed < kills; number++)
        {
            Assert.True(number < AttemptsFor(kills), $"only {landed} of {number} signals found the process at work");
            landed += await attempt(number) ? 1 : 0;
        }
    }

    public static int AttemptsFor(int kills) => 4 * (kills + 2);

    /// <summary>SIGKILL; true when it found the process running. One that had ended by itself must have ended well.</summary>
    public static async Task<bool> KillAsync(SicertProcess process)
    {
        var wasRunning = !process.HasExited;
        process.Kill();
        var ended = await process.EndAsync();
        Assert.True(wasRunning || ended.ExitCode == 0, $"the process failed by itself\n{ended}");
        return wasRunning;
    }

    /// <summary>Beside the test's own verdict, a line a place for whoever keeps results.</summary>
    public static void Report(string place, int kills, long acknowledged, long unanswered)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{place}: {kills} kills, {acknowledged} acknowledged and all there, {unanswered} unanswered and each there once or not at all");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("SICERT_KILLS_REPORT") is { Length: > 0 } path)
        {
            File.AppendAllText(path, line + "\n");
        }
    }

    public static Task DelayAsync(int leastMs, int mostMs) => Task.Delay(RandomNumberGenerator.GetInt32(leastMs, mostMs), TestContext.Current.CancellationToken);

    private static int All => Environment.GetEnvironmentVariable("SICERT_KILLS") is { Length: > 0 } text
        ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : Default;
}
