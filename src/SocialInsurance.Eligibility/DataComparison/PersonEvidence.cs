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
            OpenPossibleLink = HasLink(state.Links.Of(subject), isFaint: false),
            FaintPossibleLink = HasLink(state.Links.Of(subject), isFaint: true) || state.OnlyInHeld.Contains(subject),
        };
    }

    private static bool HasLink(ReadOnlySpan<PossibleLink> links, bool isFaint)
    {
        foreach (var link in links)
        {
            if (link.IsFaint == isFaint)
            {
                return true;
            }
        }

        return false;
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
