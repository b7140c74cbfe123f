using System.Runtime.InteropServices;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>Hands the evidence of the comparison core to the pure rules, which know neither its types nor its files.</summary>
internal static class PersonEvidence
{
    /// <summary>Facts about one subject. The cells are the state's own memory, reinterpreted: nothing is copied.</summary>
    internal static PersonFacts Of(ComparisonState state, int subject)
    {
        ref readonly var row = ref state.SubjectAt(subject);
        bool isHeld = state.OnlyInHeld.Contains(subject);
        int faintOn = LatestFaintOn(state.Links.Of(subject));
        return new PersonFacts
        {
            Evidence = MemoryMarshal.Cast<EvidenceCell, SourceEvidence>(state.CellsOf(subject)),
            NumberUsable = row.Key != 0,
            RegisteredTimes = row.RegisteredTimes,
            DueOn = row.DueOn,
            LastCertifiedOn = row.LastCertifiedOn,
            BirthOn = row.BirthOn,
            Division = row.Division,
            Id = state.IdOf(subject),
            OpenPossibleLink = HasPossible(state.Links.Of(subject)),
            FaintPossibleLink = faintOn > 0 || isHeld,
            FaintLinkOn = isHeld ? 0 : faintOn,
        };
    }

    private static bool HasPossible(ReadOnlySpan<PossibleLink> links)
    {
        foreach (var link in links)
        {
            if (!link.IsFaint)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>yyyymmdd; 0 = no faint link.</summary>
    private static int LatestFaintOn(ReadOnlySpan<PossibleLink> links)
    {
        int latest = 0;
        foreach (var link in links)
        {
            latest = Math.Max(latest, link.IsFaint ? link.OccurredOn : 0);
        }

        return latest;
    }

    /// <summary>File and line as text, for people and for the audit; empty when there is no record.</summary>
    internal static string PlaceText(ComparisonState state, ulong place)
    {
        var at = new RecordPlace(place);
        return at.IsSomewhere ? FormattableString.Invariant($"{state.Files[at.File]}:{at.Line}") : string.Empty;
    }

    /// <param name="yyyymmdd">a real date, or 0</param>
    internal static DateOnly? DateOf(int yyyymmdd) =>
        yyyymmdd == 0 ? null : new DateOnly(yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}
