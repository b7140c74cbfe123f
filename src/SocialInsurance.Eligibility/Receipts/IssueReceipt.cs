using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Overview;

namespace SocialInsurance.Eligibility.Receipts;

/// <summary>What issuing needs to read.</summary>
public sealed record ReceiptSources(IEligibilityReader Decisions, IReceiptReader Receipts, IIdentityReader Identities, IAuditLog AuditLog);

/// <summary>The receipt of the certification in force, or the refusal.</summary>
/// <param name="IsNew">false: it had been issued before</param>
public sealed record IssueReceiptResult(StoredReceipt? Stored, bool IsNew, Refusal? Refusal);

/// <summary>
/// Issues the receipt of a person's certification in force: once for each decision, on demand, so that a silent run of a province
/// signs nothing that nobody asks for. Receipt and audit entry in one transaction. Idempotent, also between processes.
/// </summary>
public sealed class IssueReceipt(IEligibilityStore store, ReceiptSources sources, IReceiptSigner signer, TimeProvider time)
{
    /// <param name="authority">name of the agency; cut to what a receipt can hold</param>
    /// <param name="today">local day</param>
    /// <exception cref="InvalidOperationException">the log's own proof does not hold: nothing was signed</exception>
    public async Task<IssueReceiptResult> ExecuteAsync(
        BeneficiaryId beneficiary, string authority, DateOnly today, CancellationToken cancellationToken)
    {
        var period = await sources.Decisions.FindPeriodAsync(beneficiary, cancellationToken);
        if (period is null || today >= period.Until)
        {
            return new IssueReceiptResult(null, false, new NotCertified(beneficiary));
        }

        if (await sources.Receipts.FindOfDecisionAsync(period.OpenedBy, cancellationToken) is { } stored)
        {
            return new IssueReceiptResult(stored, false, null);
        }

        var decisions = await sources.Decisions.ReadDecisionsAsync(beneficiary, cancellationToken);
        var decision = decisions.First(one => one.Decision.Id == period.OpenedBy);
        var person = await sources.Identities.FindAsync(beneficiary, cancellationToken);
        var inclusion = await sources.AuditLog.ProveInclusionAsync(decision.AuditSequence, cancellationToken);
        if (person is null || inclusion is null)
        {
            throw new InvalidOperationException("Receipt: a stored decision has neither its person nor its audit entry; run audit verify.");
        }

        return await StoreAsync(Sign(person, decision, inclusion, authority), cancellationToken);
    }

    private IssuedReceipt Sign(Beneficiary person, AuditedDecision decision, AuditInclusion inclusion, string authority)
    {
        var now = time.GetStoredNow();
        var period = decision.Decision.Period!;
        var body = new ReceiptBody(
            new ReceiptId(Guid.CreateVersion7(now)),
            HolderCommitment.Of(HolderCommitment.SaltFrom(inclusion.Salts), person.Document.LookupForm, person.Name.Reveal()),
            decision.Decision.Method,
            period.From,
            period.Until,
            now,
            Fit(authority),
            decision.AuditSequence,
            inclusion.Head);
        var proof = new ReceiptProof(inclusion.Entry, inclusion.Proof);
        return proof.Proves(body)
            ? new IssuedReceipt(person.Id, decision.Decision.Id, new SignedReceipt(body, signer.Sign(body.WriteCanonical)), proof)
            : throw new InvalidOperationException("Receipt: the audit log does not prove the decision's entry; run audit verify.");
    }

    private async Task<IssueReceiptResult> StoreAsync(IssuedReceipt receipt, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Receipts.FindOfDecisionAsync(receipt.Decision, cancellationToken) is { } first)
        {
            return new IssueReceiptResult(new StoredReceipt(first, await work.Receipts.FindRevocationAsync(first.Id, cancellationToken)), false, null);
        }

        await work.Receipts.AddAsync(receipt, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new IssueReceiptResult(new StoredReceipt(receipt, null), true, null);
    }

    private static string Fit(string authority)
    {
        var fitted = string.Concat(authority.Where(c => !char.IsControl(c))).Trim();
        while (System.Text.Encoding.UTF8.GetByteCount(fitted) > ReceiptBody.AuthorityMaxBytes)
        {
            fitted = fitted[..^(char.IsLowSurrogate(fitted[^1]) ? 2 : 1)];
        }

        return fitted.Length == 0 ? "-" : fitted;
    }
}

/// <summary>The revocation, or the refusal.</summary>
public sealed record RevokeReceiptResult(ReceiptRevocation? Revocation, Refusal? Refusal);

/// <summary>Revokes a receipt in one transaction. Stops no payment. The same reason again changes nothing.</summary>
public sealed class RevokeReceipt(IEligibilityStore store, TimeProvider time)
{
    public async Task<RevokeReceiptResult> ExecuteAsync(
        ReceiptId id, RevocationReason reason, CaseworkerId by, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Receipts.FindAsync(id, cancellationToken) is not { } receipt)
        {
            return new RevokeReceiptResult(null, new ReceiptUnknown(id));
        }

        if (await work.Receipts.FindRevocationAsync(id, cancellationToken) is { } before)
        {
            return before.Reason == reason
                ? new RevokeReceiptResult(before, null)
                : new RevokeReceiptResult(before, new ReceiptAlreadyRevoked(id));
        }

        var revocation = new ReceiptRevocation(id, receipt.Beneficiary, reason, by, time.GetStoredNow());
        await work.Receipts.AddRevocationAsync(revocation, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new RevokeReceiptResult(revocation, null);
    }
}
