namespace SocialInsurance.Comparison;

/// <summary>A delivery for which a person is asked to appear though it is no evidence (<see cref="ComparisonState.OnlyInHeld"/>).</summary>
/// <param name="Run">The run that read it last, where it is gone now; null: this run holds it.</param>
public sealed record DoubtfulDelivery(string Source, string File, string? Run)
{
    /// <summary>
    /// For whom of the subject: those that are gone and name the subject; where none does, all that the run holds, for nobody keeps which of them named whom. Empty
    /// for everybody who stands in none alone.
    /// </summary>
    /// <exception cref="InputRefusedException">The run's list of people of vanished deliveries is damaged.</exception>
    public static IReadOnlyList<DoubtfulDelivery> Of(string runDirectory, RunManifest manifest, ComparisonState state, int subject)
    {
        if (!state.OnlyInHeld.Contains(subject))
        {
            return [];
        }

        DoubtfulDelivery[] gone = [.. GonePeople.Naming(runDirectory, manifest, state, subject).Select(g => new DoubtfulDelivery(g.Source, g.File, g.Run))];
        HashSet<string> burdening = [.. manifest.Sources.Where(s => s.Kind != SourceKind.Activity).Select(s => s.Name)];
        return gone.Length > 0 ? gone : [.. manifest.Inputs.Where(i => i.IsHeld && burdening.Contains(i.Source)).Select(i => new DoubtfulDelivery(i.Source, i.File, null))];
    }
}
