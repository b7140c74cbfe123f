namespace SocialInsurance.Benchmarks;

/// <summary>One whole <c>compare run</c>: state, links, decisions, rejects, page, published.</summary>
/// <param name="Previous">run that it builds on, or null</param>
/// <param name="History">folder of the runs by which feeds are judged, or null: the run's own, empty one</param>
/// <param name="Keep">where the run stays, or null: it is removed</param>
internal sealed record FullRun(int Threads, DateOnly AsOf, string? Previous = null, string? History = null, string? Keep = null);
