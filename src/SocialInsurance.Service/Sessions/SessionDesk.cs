using System.Security.Cryptography;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Receipts;

namespace SocialInsurance.Service.Sessions;

/// <summary>How a request to open a session ended: exactly one member is set.</summary>
/// <param name="Wait">every place is taken</param>
/// <param name="Replaced">an earlier unfinished session of the person, now over</param>
internal readonly record struct DeskAnswer(SessionOpenedDto? Opened, SessionStanding? Refused, TimeSpan? Wait, string? Replaced = null);

/// <summary>Why no session is opened.</summary>
internal enum SessionStanding
{
    /// <summary>The person has not agreed to face processing.</summary>
    NoConsent = 1,

    /// <summary>The tries are used up, a caseworker has it.</summary>
    WithCaseworker = 2,
}

/// <summary>Opens live sessions, ends them with a decision, and finds how they ended. Thread-safe.</summary>
internal sealed class SessionDesk(PlatformPorts ports, SessionLedger ledger, SessionPlaces places, LiveSessionOptions options, TimeProvider clock)
{
    private const string CycleParameter = "certificationCycle";

    /// <summary>null: consent is not asked here</summary>
    internal required IConsentGate Consent { get; init; }

    /// <summary>null: no receipts here</summary>
    internal IReceiptDesk? Receipts { get; init; }

    /// <summary>Told the type of the fault when frames could not be kept for a review.</summary>
    internal Action<string>? FramesLost { get; init; }

    /// <summary>null: recorded frames are not looked for</summary>
    internal InjectionWatch? Watch { get; init; }

    /// <summary>The face work; never null where sessions are mapped.</summary>
    internal LiveFaces Faces => ports.Faces!;

    internal async Task<DeskAnswer> OpenAsync(ProvenClaim claim, BeneficiaryId beneficiary, string profile, CancellationToken cancellationToken)
    {
        if (!await Consent.IsGivenAsync(beneficiary, cancellationToken))
        {
            return new DeskAnswer(null, SessionStanding.NoConsent, null);
        }

        var standing = await new ReadFaceStanding(ports.Store, ports.Reader).ExecuteAsync(beneficiary, cancellationToken);
        if (standing.WithCaseworker)
        {
            return new DeskAnswer(null, SessionStanding.WithCaseworker, null);
        }

        var record = await RecordOfAsync(claim, beneficiary, profile, standing.Round.Next, cancellationToken);
        if (places.Reserve(record.Id) is { } wait)
        {
            return new DeskAnswer(null, null, wait);
        }

        var (nonce, replaced) = await ledger.OpenAsync(record, cancellationToken);
        var opened = new SessionOpenedDto(
            record.Id,
            $"/api/v1/sessions/{record.Id}/frames",
            nonce,
            record.Challenge.Count,
            record.Attempt,
            options.FramesPerSecond,
            options.MaximumInFlight,
            record.ExpiresAt);
        return new DeskAnswer(opened, null, null, replaced);
    }

    /// <summary>The face of a session, from its resting face on.</summary>
    internal Task<LiveFace> BeginAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        var rules = RulesOf(record);
        var asked = new LiveFaceRules(rules.Profile.Name, record.Challenge, rules.PadMinimumFrames, options.MaximumFramePixels) { IsPrompted = options.Prompts };
        return Faces.BeginAsync(asked, new BeneficiaryId(record.Beneficiary), record.Day, cancellationToken);
    }

    /// <summary>
    /// Decides and records, at most once for a session; null when a later connection or session of the person has taken over.
    /// The decision stands even when the store of sessions is lost right after it.
    /// </summary>
    internal async Task<SessionResultDto?> DecideAsync(LiveSession live, CancellationToken cancellationToken)
    {
        var record = live.Record;
        if (!await ledger.IsPresentAsync(record, cancellationToken))
        {
            return null;
        }

        var policy = ports.PolicyAt(record.Day);
        var claim = new LiveClaim(
            new SessionId(record.Id),
            new BeneficiaryId(record.Beneficiary),
            record.Helped ? CertificationMethod.Assisted : CertificationMethod.SelfFace,
            record.Day,
            (int)policy.Parameter(CycleParameter).ValueAt(record.Day));
        var decision = await Ending().ExecuteAsync(claim, live.Face, RulesOf(record), cancellationToken);
        if (decision.FramesFault is { } lost)
        {
            FramesLost?.Invoke(lost);
        }

        var result = await ResultAsync(claim.Beneficiary, decision, cancellationToken);
        try
        {
            await ledger.EndAsync(record.Id, result, cancellationToken);
            await ledger.ForgetChallengeAsync(record.Beneficiary, NameOf(RulesOf(record)), cancellationToken);
        }
        catch (ShortLivedStoreUnavailableException)
        {
            // the books hold the decision; a later question reads it there
        }

        return result;
    }

    /// <summary>
    /// How a session ended before this connection; null when it has not. An instance may have died between its decision and the note of
    /// it: of a session that was connected before, the books are asked.
    /// </summary>
    internal async Task<SessionResultDto?> FindDecidedAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        if (record.Result is not null || record.Connections == 0)
        {
            return record.Result;
        }

        var beneficiary = new BeneficiaryId(record.Beneficiary);
        var stored = await Ending().FindAsync(beneficiary, new SessionId(record.Id), RulesOf(record).MaximumAttempts, cancellationToken);
        return stored is null ? null : await ResultAsync(beneficiary, stored, cancellationToken);
    }

    /// <summary>How a session of the claim ended; null while it has not, or when it is not the claim's.</summary>
    internal async Task<(bool Known, SessionResultDto? Result)> FindResultAsync(ProvenClaim claim, BeneficiaryId beneficiary, string id, CancellationToken cancellationToken)
    {
        var record = await ledger.FindAsync(id, cancellationToken);
        var own = record is not null && IsOf(record, claim);
        if (own && record!.Result is { } result)
        {
            return (true, result);
        }

        var attempts = ports.PolicyAt(Today()).FaceAt(Today()).MaximumAttempts;
        var stored = await Ending().FindAsync(beneficiary, new SessionId(id), attempts, cancellationToken);
        return stored is null ? (own, null) : (true, await ResultAsync(beneficiary, stored, cancellationToken));
    }

    internal static bool IsOf(SessionRecord record, ProvenClaim claim) =>
        record.Claim == SessionLedger.HashOf(claim.ClaimId) && record.Beneficiary == claim.Beneficiary?.Value;

    private async Task<SessionRecord> RecordOfAsync(ProvenClaim claim, BeneficiaryId beneficiary, string profile, int attempt, CancellationToken cancellationToken)
    {
        var rules = SessionProfile.RulesFor(profile, ports.PolicyAt(Today()).FaceAt(Today()));
        return new SessionRecord(
            RandomNumberGenerator.GetHexString(32, lowercase: true),
            SessionLedger.HashOf(claim.ClaimId),
            beneficiary.Value,
            claim.HelperId is not null,
            profile,
            options.FixedChallengeForTests
                ?? await ledger.ChallengeAsync(beneficiary.Value, NameOf(rules), () => Actions.Draw(rules.Profile.Name), cancellationToken),
            attempt,
            Today(),
            clock.GetUtcNow() + (profile == SessionProfile.Elderly ? options.ElderlyLifetime : options.Lifetime),
            Connections: 0,
            Result: null);
    }

    private async Task<SessionResultDto> ResultAsync(BeneficiaryId beneficiary, LiveDecision decision, CancellationToken cancellationToken)
    {
        var receipt = decision.Outcome == FaceOutcome.Certified && Receipts is not null
            ? await Receipts.FindOrIssueAsync(beneficiary, cancellationToken)
            : null;
        return SessionMessages.Result(decision, receipt);
    }

    private static string NameOf(FacePolicy rules) => $"{rules.Profile.Name}@{rules.Profile.Version}";

    private FacePolicy RulesOf(SessionRecord record) => SessionProfile.RulesFor(record.Profile, ports.PolicyAt(record.Day).FaceAt(record.Day));

    private EndLiveSession Ending() => new(ports.Store, ports.Reader, ports.Templates, clock);

    private DateOnly Today() => ports.LocalDay(clock.GetUtcNow());
}
