using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Models;

/// <summary>
/// ONNX Runtime of 1.29 reports its use to its maker, over the network and by files beside the process, unless a variable forbids it when
/// it is first used. Who certifies citizens reports nothing to anybody. Thread-safe.
/// </summary>
internal static class QuietRuntime
{
    internal const string Variable = "ORT_DISABLE_TELEMETRY";

    static QuietRuntime() => NativeEnvironment.Set(Variable, "1");

    /// <summary>Before anything of ONNX Runtime is made.</summary>
    internal static void Ensure()
    {
        // the static constructor has run
    }
}
