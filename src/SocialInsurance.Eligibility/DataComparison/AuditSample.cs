using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>Why a silent pass is more likely to be drawn. Flags.</summary>
[Flags]
public enum AuditRisks
{
    /// <summary>Like everybody.</summary>
    None = 0,

    /// <summary>Certified on account evidence alone: family may hold the card.</summary>
    AccountOnly = 1,

    /// <summary>Certified by a yellow or blue rule.</summary>
    Colour = 2,

    /// <summary>Certified on evidence as old as the policy calls old.</summary>
    OldEvidence = 4,
}

/// <summary>One person drawn for the audit sample (抽查). The certification stands; a caseworker looks.</summary>
/// <param name="Subject">Index into the state.</param>
/// <param name="IsRandom">Drawn by the share that is equal for all; else by the person's risks.</param>
/// <param name="Probability">Chance of this person to be drawn at all, above 0, at most 1.</param>
public readonly record struct AuditPick(int Subject, bool IsRandom, AuditRisks Risks, double Probability)
{
    /// <summary>How many passes this one stands for (Horvitz-Thompson).</summary>
    public double Weight => 1 / Probability;
}

/// <summary>
/// The audit sample of a run, drawn while it decides. Every silent pass has one number in 0..1 from its identifier; it is drawn
/// when that lies below its chance: the random share, plus a share for each risk. Shares are dated values of the policy. Order,
/// threads and other people do not matter. Not thread-safe while it draws.
/// </summary>
public sealed class AuditSample
{
    internal const string FileName = "audit-sample.csv";

    private readonly AuditSampleHash _hash;
    private readonly double _random;
    private readonly double[] _chances; // by AuditRisks
    private readonly bool[] _isAccount; // by source
    private readonly int _oldUntil; // yyyymmdd, 0 = nothing is old
    private readonly List<AuditPick> _picks = [];
    private readonly Dictionary<int, AuditPick> _bySubject = [];

    internal AuditSample(CompiledPolicy policy, long seed)
    {
        double Share(string name) => (policy.Policy.FindParameter(name)?.ValueAt(policy.AsOf) ?? 0) / 100;
        var stamp = policy.Policy.Stamp;
        _hash = AuditSampleHash.For($"{stamp.Id}@{stamp.Version}", policy.AsOf, seed);
        _random = Share(PolicyParameters.AuditRandomShare);
        (AuditRisks Risk, double Share)[] risks =
        [
            (AuditRisks.AccountOnly, Share(PolicyParameters.AuditAccountOnlyShare)),
            (AuditRisks.Colour, Share(PolicyParameters.AuditColourShare)),
            (AuditRisks.OldEvidence, Share(PolicyParameters.AuditOldEvidenceShare)),
        ];
        _chances = [.. Enumerable.Range(0, 8).Select(r => Math.Min(1, _random + risks.Where(k => ((AuditRisks)r).HasFlag(k.Risk)).Sum(k => k.Share)))];
        _isAccount = [.. policy.SourceNames.Select(n => policy.Policy.FindSource(n)?.PresenceClass == Rules.PresenceClass.Account)];
        _oldUntil = policy.Policy.FindParameter(PolicyParameters.AuditOldEvidenceAge) is { } age ? Rules.Calendar.DaysBefore(policy.AsOf, (int)age.ValueAt(policy.AsOf)) : 0;
    }

    /// <summary>Everybody drawn, ascending by subject.</summary>
    public IReadOnlyList<AuditPick> Picks => _picks;

    /// <summary>How many were certified silently.</summary>
    public long SilentPasses { get; private set; }

    /// <summary>Drawn by the equal share.</summary>
    public int RandomCount => _picks.Count(p => p.IsRandom);

    /// <summary>Drawn by their risks.</summary>
    public int RiskWeightedCount => _picks.Count - RandomCount;

    /// <summary>The pick of a subject; null when it was not drawn.</summary>
    public AuditPick? Find(int subject) => _bySubject.TryGetValue(subject, out var pick) ? pick : null;

    /// <summary>Draws or passes over a decided person.</summary>
    internal void Consider(int subject, ReadOnlySpan<byte> id, in EligibilityDecision decision)
    {
        if (decision.Outcome != EligibilityOutcome.Certified)
        {
            return;
        }

        SilentPasses++;
        var risks = RisksOf(decision);
        var chance = _chances[(int)risks];
        var draw = _hash.DrawOf(id);
        if (draw < chance)
        {
            var pick = new AuditPick(subject, draw < _random, risks, chance);
            _picks.Add(pick);
            _bySubject.Add(subject, pick);
        }
    }

    /// <summary><c>beneficiaryId,reason,weight,probability</c>, ascending by beneficiaryId, UTF-8, LF.</summary>
    internal void Write(ComparisonState state, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("beneficiaryId,reason,weight,probability");
        foreach (var pick in _picks)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(state.IdOf(pick.Subject))},{CodeOf(pick)},{pick.Weight:R},{pick.Probability:R}"));
        }
    }

    /// <summary><c>random</c>, or the risks: <c>accountOnly+oldEvidence</c>.</summary>
    internal static string CodeOf(in AuditPick pick)
    {
        var risks = pick.Risks;
        return pick.IsRandom ? "random" : string.Join('+', Enum.GetValues<AuditRisks>()
            .Where(r => r != AuditRisks.None && risks.HasFlag(r))
            .Select(r => char.ToLowerInvariant(r.ToString()[0]) + r.ToString()[1..]));
    }

    private AuditRisks RisksOf(in EligibilityDecision decision) =>
        (decision.EvidenceSource >= 0 && _isAccount[decision.EvidenceSource] ? AuditRisks.AccountOnly : AuditRisks.None)
        | (decision.Color is RiskColor.Yellow or RiskColor.Blue ? AuditRisks.Colour : AuditRisks.None)
        | (decision.EvidenceOn != 0 && decision.EvidenceOn <= _oldUntil ? AuditRisks.OldEvidence : AuditRisks.None);
}
