using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Rules;
using DocumentNumber = SocialInsurance.Eligibility.Beneficiaries.DocumentNumber;
using FindingKind = SocialInsurance.Eligibility.Cases.FindingKind;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>What recording a run did.</summary>
public sealed record RecordRunResult(RegisterResult Register, SilentRunResult Decisions);

/// <summary>
/// Takes a completed run into the books: the register's people, then a decision for each of them with its period, its
/// review case and its audit entry. Idempotent on the run: a second call changes nothing.
/// </summary>
public sealed class RecordRun(IEligibilityStore store, TimeProvider time)
{
    /// <param name="progress">People whose decision was handed over, of all.</param>
    public async Task<RecordRunResult> ExecuteAsync(RunId run, CompletedRun completed, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var state = completed.Comparison.State;
        var registers = completed.Comparison.Files.Take(completed.Comparison.RegisterFileCount).ToArray();
        var registered = await new RegisterBeneficiaries(store, time).ExecuteAsync(
            DigestOf(registers),
            registers[0].Source,
            completed.Comparison.ReadRegister(cancellationToken).Select(row => BeneficiaryOf(row, state, completed.Policy)),
            cancellationToken);
        var recorded = await new RecordSilentDecisions(store, time).ExecuteAsync(
            RunOf(run, completed),
            Decisions(completed, progress),
            cancellationToken);
        return new RecordRunResult(registered, recorded);
    }

    /// <summary>One digest for all register files of the run, whatever their number.</summary>
    private static Sha256Digest DigestOf(IEnumerable<FileCounts> registers) =>
        Sha256Digest.Of(Encoding.ASCII.GetBytes(string.Join('\n', registers.Select(r => r.Sha256))));

    private static SilentRun RunOf(RunId run, CompletedRun completed)
    {
        var policy = completed.Policy;
        return new SilentRun(
            run,
            policy.AsOf,
            PolicyOf(policy.Policy.Stamp),
            (int)policy.Policy.Parameter(PolicyParameters.CertificationCycle).ValueAt(policy.AsOf),
            ParseDigest(completed.DecisionsDigest));
    }

    /// <summary>The policy as the books name it.</summary>
    public static PolicyReference PolicyOf(PolicyStamp stamp) => new($"{stamp.Id}@{stamp.Version}", ParseDigest(stamp.Digest));

    private static Sha256Digest ParseDigest(string hex) => Sha256Digest.TryParse(hex, out var digest)
        ? digest
        : throw new ArgumentException($"expected 64 hexadecimal characters, found {hex.Length}", nameof(hex));

    private static IEnumerable<SilentDecision> Decisions(CompletedRun completed, IProgress<int>? progress)
    {
        var state = completed.Comparison.State;
        for (var subject = 0; subject < state.SubjectCount; subject++)
        {
            var decision = DecisionOf(state, completed.Policy, subject);
            yield return completed.AuditSample.Find(subject) is null
                ? decision
                : decision with { Findings = [.. decision.Findings, AuditFinding(completed.Policy.AsOf)] };
            progress?.Report(subject + 1);
        }
    }

    /// <summary>A look at a silent pass that stands (抽查). One a person and as-of date: next month's sample may draw the person again.</summary>
    private static Finding AuditFinding(DateOnly asOf) =>
        new(FindingKind.AuditSample, RiskColour.Blue, FormattableString.Invariant($"{AuditSample.FileName}@{asOf:yyyy-MM-dd}"));

    internal static SilentDecision DecisionOf(ComparisonState state, CompiledPolicy policy, int subject)
    {
        var decision = policy.Decide(PersonEvidence.Of(state, subject));
        var place = PersonEvidence.PlaceText(state, decision.EvidenceAt);
        return new SilentDecision(
            new BeneficiaryId(Encoding.UTF8.GetString(state.IdOf(subject))),
            (DecisionOutcome)(int)decision.Outcome,
            decision.RuleCode,
            decision.EvidenceSource < 0 || PersonEvidence.DateOf(decision.EvidenceOn) is not { } on
                ? null
                : new DecisionEvidence(policy.SourceNames[decision.EvidenceSource], on, place),
            decision.Finding == Rules.FindingKind.None
                ? []
                : [new Finding(new FindingKind(decision.Finding.ToString()), ColourOf(decision.Color), FindingPlace(state, policy, subject, decision))]);
    }

    /// <summary>
    /// The record that a finding is about. A contradicted death stands at the death record, not at the activity that
    /// contradicts it: a living person's next visit to a doctor must not open the refuted case again. A possible link stands
    /// at the record that may concern the person; of several at the strongest. A finding that no record made, such as a
    /// double registration, stands at the person's register row.
    /// </summary>
    private static string FindingPlace(ComparisonState state, CompiledPolicy policy, int subject, in EligibilityDecision decision)
    {
        var at = decision.Finding switch
        {
            Rules.FindingKind.DeathContradicted => LatestDeathAt(state, policy, subject),
            Rules.FindingKind.OpenPossibleLink when state.Links.Of(subject) is [var strongest, ..] => strongest.Place.Value,
            _ => decision.EvidenceAt,
        };
        var place = PersonEvidence.PlaceText(state, at);
        return place.Length > 0 ? place : PersonEvidence.PlaceText(state, state.SubjectAt(subject).RowPlace);
    }

    private static ulong LatestDeathAt(ComparisonState state, CompiledPolicy policy, int subject)
    {
        var cells = state.CellsOf(subject);
        var (latestOn, latestAt) = (0, 0UL);
        for (var source = 0; source < cells.Length; source++)
        {
            if (cells[source].LatestOn > latestOn && policy.Policy.FindSource(state.Sources[source].Name)?.Kind == PolicySourceKind.Terminal)
            {
                (latestOn, latestAt) = (cells[source].LatestOn, cells[source].LatestAt);
            }
        }

        return latestAt;
    }

    private static RiskColour ColourOf(RiskColor colour) => colour switch
    {
        RiskColor.Red => RiskColour.Red,
        RiskColor.Yellow => RiskColour.Yellow,
        RiskColor.Blue or RiskColor.None => RiskColour.Blue,
    };

    /// <summary>
    /// A person is never dropped: what the register has in no usable form is kept as unreadable, and a due date that nobody knows is the
    /// one that the policy's spreading gives, or counts as due. Only an identifier that cannot be kept refuses the register.
    /// </summary>
    private static Beneficiary BeneficiaryOf(RegisterRow row, ComparisonState state, CompiledPolicy policy) => new(
        BeneficiaryId.TryCreate(row.Id, out var id) ? id : throw RefuseId(row, state),
        DocumentNumber.TryCreate(row.Number, out var number) ? number : DocumentNumber.Unreadable,
        PersonName.TryCreate(row.Name, out var name) ? name : PersonName.Unreadable,
        PersonEvidence.DateOf(row.BirthOn) ?? DateOnly.MinValue,
        row.DivisionCode,
        policy.SpreadDueOn(DueFactsOf(row)) ?? PersonEvidence.DateOf(row.DueOn) ?? DateOnly.MinValue,
        PersonEvidence.DateOf(row.LastCertifiedOn));

    /// <summary>What the due date follows from, and nothing else.</summary>
    private static PersonFacts DueFactsOf(RegisterRow row) => new()
    {
        DueOn = row.DueOn,
        LastCertifiedOn = row.LastCertifiedOn,
        BirthOn = row.BirthOn,
        Division = row.DivisionCode.Length >= 6 && int.TryParse(row.DivisionCode.AsSpan(0, 6), NumberStyles.None, CultureInfo.InvariantCulture, out var division) ? division : 0,
        Id = Encoding.UTF8.GetBytes(row.Id),
    };

    private static InputRefusedException RefuseId(RegisterRow row, ComparisonState state) => new(new InputError(
        InputErrorCode.DescriptorInvalid,
        "an identifier of the register cannot be kept",
        state.Files[row.Place.File],
        row.Place.Line,
        Expected: "1..32 of [A-Za-z0-9-]",
        Found: FormattableString.Invariant($"{row.Id.Length} characters of another form")));
}
