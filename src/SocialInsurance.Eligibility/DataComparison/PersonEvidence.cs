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
        var (isFaint, faintOn) = FaintLinkOf(state.Links.Of(subject));
        bool isHeld = state.OnlyInHeld.Contains(subject);
        return new PersonFacts
        {
            Evidence = MemoryMarshal.Cast<EvidenceCell, SourceEvidence>(state.CellsOf(subject)),
            NumberUsable = row.Key != 0,
            RegisteredTimes = row.RegisteredTimes + ((row.Flags & SubjectFlags.OtherNumberRejected) != 0 ? 1 : 0),
            DueOn = row.DueOn,
            LastCertifiedOn = row.LastCertifiedOn,
            BirthOn = row.BirthOn,
            Division = row.Division,
            Id = state.IdOf(subject),
            OpenPossibleLink = HasPossible(state.Links.Of(subject)),
            FaintPossibleLink = isFaint || isHeld,
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

    /// <summary>Whether there is a faint link, and the latest date of them all; 0 when one of them does not yield to presence.</summary>
    private static (bool IsFaint, int On) FaintLinkOf(ReadOnlySpan<PossibleLink> links)
    {
        bool isFaint = false;
        bool yields = true;
        int latest = 0;
        foreach (var link in links)
        {
            isFaint |= link.IsFaint;
            yields &= !link.IsFaint || link.YieldsToPresence;
            latest = Math.Max(latest, link.IsFaint ? link.OccurredOn : 0);
        }

        return (isFaint, yields ? latest : 0);
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
