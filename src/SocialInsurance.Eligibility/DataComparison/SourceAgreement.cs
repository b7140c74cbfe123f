using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// Whether data and policy mean the same by a source. The data say what a record is, the policy what it proves: a list of the dead
/// that the policy reads as visits to a doctor would certify them.
/// </summary>
public static class SourceAgreement
{
    /// <summary>What a policy has against a feed, at its place in the descriptor; for runs that have not read anything yet.</summary>
    public static IEnumerable<InputError> FaultsOf(FeedDescriptor descriptor, Policy policy)
    {
        if (policy.FindSource(descriptor.Name) is not { } source)
        {
            string[] known = [.. policy.Sources.Select(s => s.Name)];
            string? nearest = NearestName.Of(descriptor.Name, known);
            yield return At("name", "the policy does not know this source", (nearest is null ? "" : $"perhaps '{nearest}'; ") + "one of " + string.Join(", ", known), descriptor.Name);
        }
        else if (!Agrees(source.Kind, descriptor.Kind))
        {
            yield return At("kind", $"the policy reads source '{source.Name}' as another kind", KindFor(source.Kind), Of(descriptor.Kind));
        }
        else if (!Agrees(source, descriptor.Kind, descriptor.Presence))
        {
            yield return At("presenceClass", $"the policy gives source '{source.Name}' another presence class", Spelling.Of(source.PresenceClass), Of(descriptor.Presence));
        }

        InputError At(string member, string message, string expected, string found)
        {
            var (line, column) = descriptor.PlaceOf(member);
            return new InputError(InputErrorCode.SourceMismatch, message, descriptor.Path, line, column, expected, found);
        }
    }

    /// <summary>What stands against reading a published run's source by a policy, at its place in the policy; sources that it does not know are no fault.</summary>
    internal static IEnumerable<PolicyError> FaultsOf(Policy policy, SourceInfo data)
    {
        if (policy.FindSource(data.Name) is { } source && !(Agrees(source.Kind, data.Kind) && Agrees(source, data.Kind, data.Presence)))
        {
            bool isKind = !Agrees(source.Kind, data.Kind);
            yield return new PolicyError(
                PolicyErrorKind.SourceMismatch, source.Position.Line, source.Position.Column, $"sources.{source.Name}", "the data of the run were gathered from another kind of source",
                isKind ? $"kind {Of(data.Kind)}" : $"presenceClass {Of(data.Presence)}", isKind ? Spelling.Of(source.Kind) : Spelling.Of(source.PresenceClass));
        }
    }

    private static bool Agrees(PolicySourceKind policy, SourceKind data) => policy switch
    {
        PolicySourceKind.Terminal => data == SourceKind.Terminal,
        PolicySourceKind.Interval => data == SourceKind.Interval,
        PolicySourceKind.Activity => data == SourceKind.Activity,
        PolicySourceKind.Duplicate or PolicySourceKind.Alert => data == SourceKind.Duplicate, // an alert is gathered as a duplicate is: one record, one day
        _ => throw new ArgumentOutOfRangeException(nameof(policy)),
    };

    /// <summary>The presence class decides for activities alone.</summary>
    private static bool Agrees(PolicySource policy, SourceKind kind, Comparison.PresenceClass data) =>
        kind != SourceKind.Activity || Of(data) == Spelling.Of(policy.PresenceClass);

    private static string KindFor(PolicySourceKind policy) =>
        policy == PolicySourceKind.Alert ? $"{Of(SourceKind.Duplicate)} (alert in the policy)" : Spelling.Of(policy);

    private static string Of<T>(T value)
        where T : struct, Enum => char.ToLowerInvariant($"{value}"[0]) + $"{value}"[1..];
}
