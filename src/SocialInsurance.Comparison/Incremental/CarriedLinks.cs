namespace SocialInsurance.Comparison;

/// <summary>The possible links of the previous run, said in this run's files and sources. The subjects are the same.</summary>
static class CarriedLinks
{
    internal static PossibleLinks Of(ReusePlan plan)
    {
        PossibleLinks old = plan.Previous!.State.Links;
        int[] newSource = new int[plan.Previous.Manifest.Sources.Count];
        for (int i = 0; i < plan.OldSource.Count; i++)
        {
            if (plan.OldSource[i] >= 0)
            {
                newSource[plan.OldSource[i]] = i;
            }
        }

        return new PossibleLinks(
            old.All.Select(l => l with { Place = new RecordPlace(plan.Files!.Move(l.Place.Value)), Source = newSource[l.Source] }), old.Counts);
    }
}
