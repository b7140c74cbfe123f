using System.Diagnostics;

namespace SocialInsurance.Tests.Support.Fuzzing;

/// <param name="Refuses">exceptions with which the parser is documented to refuse</param>
/// <param name="Parse">must end; what it returns is checked inside</param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<Type> Refuses, Action<byte[]> Parse);

/// <param name="Input">bytes that show it again</param>
/// <param name="What">type of the exception, or what grew too large; never the input's text</param>
public sealed record FuzzFinding(string Target, byte[] Input, string What);

/// <param name="Refused">of <paramref name="Tried"/>, by a documented exception</param>
public sealed record FuzzRound(int Tried, int Refused, double LongestMs, long MostBytes, IReadOnlyList<FuzzFinding> Findings);

/// <summary>
/// Mutated input for a parser: a finding is any exception that is not the documented refusal, a call that takes longer or allocates more
/// than a file of that size can ask for. Without coverage feedback; the kept corpus makes up for it.
/// </summary>
public static class Fuzzer
{
    /// <summary>A hundred times what the slowest call needs on an idle machine.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(20);

    private const long MostBytesACall = 512L << 20;

    /// <param name="goesOn">asked before every call with the number of calls so far</param>
    public static FuzzRound Run(FuzzTarget target, int seed, Func<int, bool> goesOn)
    {
        var mutator = new Mutator(target.Seeds, new Random(seed));
        var findings = new Dictionary<string, FuzzFinding>(StringComparer.Ordinal);
        var (tried, refused, longest, most) = (0, 0, 0.0, 0L);
        while (goesOn(tried))
        {
            var input = tried < target.Seeds.Count ? target.Seeds[tried] : mutator.Next();
            tried++;
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            string? what = null;
            try
            {
                target.Parse(input);
            }
            catch (Exception fault) when (target.Refuses.Any(type => type.IsInstanceOfType(fault)))
            {
                refused++;
            }
            catch (Exception fault)
            {
                what = $"{fault.GetType().Name} in {FrameOf(fault)}";
            }

            var (elapsed, bytes) = (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - before);
            (longest, most) = (Math.Max(longest, elapsed.TotalMilliseconds), Math.Max(most, bytes));
            what ??= elapsed > LongestCall ? "took too long" : bytes > MostBytesACall ? "allocated too much" : null;
            if (what is not null)
            {
                findings.TryAdd(what, new FuzzFinding(target.Name, input, what));
            }
        }

        return new FuzzRound(tried, refused, longest, most, [.. findings.Values]);
    }

    /// <summary>The innermost method of ours.</summary>
    private static string FrameOf(Exception fault) => new StackTrace(fault).GetFrames()
        .Select(frame => frame.GetMethod())
        .FirstOrDefault(method => method?.DeclaringType?.FullName?.StartsWith("SocialInsurance.", StringComparison.Ordinal) == true) is { } method
            ? $"{method.DeclaringType!.Name}.{method.Name}"
            : "no method of ours";
}
