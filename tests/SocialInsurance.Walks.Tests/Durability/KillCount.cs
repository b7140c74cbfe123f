using System.Globalization;
using System.Security.Cryptography;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>How many kills: a few in every build, SICERT_KILLS of them where somebody asks for the long variant.</summary>
internal static class KillCount
{
    private const int Default = 10;

    /// <summary>Of every ten: four of the service, two each of the batch, the migration and the receipt.</summary>
    public static int Of(int tenths) => Math.Max(1, All * tenths / 10);

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
