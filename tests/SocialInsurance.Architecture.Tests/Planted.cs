using System.Runtime.InteropServices;
using SocialInsurance.Eligibility.Benefits;

// Violations on purpose: each rule of this project is shown to be able to fail on one of these.
namespace SocialInsurance.Architecture.Tests.Planted
{
    internal static partial class CallsNativeCode
    {
        [DllImport("libc", EntryPoint = "getpid")]
        internal static extern int ProcessId();
    }

    public sealed class BeneficiaryHelper;

    internal static class FetchesAnAddress
    {
        internal static Task<string> Fetch(HttpClient client, string typed) => client.GetStringAsync(typed);
    }

    internal static class StopsAPayment
    {
        internal static Task Stop(BenefitChanged resumption, IBenefitRecords records) =>
            records.AddAsync(resumption with { Measure = BenefitMeasure.Suspend }, CancellationToken.None);
    }
}

namespace SocialInsurance.Architecture.Tests.Planted.Rules
{
    internal static class ReadsFilesAndClock
    {
        internal static string Read(string path) => File.ReadAllText(path);

        internal static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();
    }

    internal enum Outcome
    {
        Suspended = 1,
    }
}
