namespace SocialInsurance.Comparison;

/// <summary>A source of a run, as its descriptor said when the run was made.</summary>
public sealed record SourceInfo(
    string Name, SourceKind Kind, string Authority, PresenceClass Presence, string IndependenceGroup, string DescriptorDigest)
{
    internal static SourceInfo Of(FeedDescriptor d) => new(d.Name, d.Kind, d.Authority, d.Presence, d.IndependenceGroup, d.Digest);
}
