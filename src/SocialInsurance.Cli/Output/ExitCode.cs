namespace SocialInsurance.Cli.Output;

/// <summary>Exit codes of <c>sicert</c>; a contract that scripts rely on.</summary>
internal static class ExitCode
{
    /// <summary>Done, and the answer is positive.</summary>
    internal const int Positive = 0;

    /// <summary>A fault of this program.</summary>
    internal const int InternalFault = 1;

    /// <summary>The command line is wrong.</summary>
    internal const int Usage = 2;

    /// <summary>An input was refused; the error says where, what was expected and what was found.</summary>
    internal const int InputRefused = 3;

    /// <summary>Done, and the answer is negative: no match, not certified, verification failed.</summary>
    internal const int Negative = 4;

    /// <summary>Cancelled by the user (128 + SIGINT), with a clean state.</summary>
    internal const int Cancelled = 130;
}
