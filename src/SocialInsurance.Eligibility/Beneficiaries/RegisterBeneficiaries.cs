using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Beneficiaries;

/// <summary>A register file that was taken in.</summary>
/// <param name="Source">who sent it: name of the feed, no personal data</param>
public sealed record RegisterImport(Sha256Digest Digest, string Source, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.RegisterImported;

    string IAuditable.AuditSubject => Digest.ToString();

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("register-import/1");
        writer.Add(Digest);
        writer.Add(Source);
        writer.Add(RecordedAt);
    }
}

/// <param name="AlreadyRegistered">the same file came before; nothing was changed</param>
public sealed record RegisterResult(bool AlreadyRegistered, int Added, int Updated);

/// <summary>
/// Takes in a register, whole or not at all, in one transaction. The same file twice is a no-op. Of two rows with one id
/// the later counts; a certification recorded here is not undone by a register that does not know it yet.
/// </summary>
public sealed class RegisterBeneficiaries(IEligibilityStore store, TimeProvider time)
{
    private const int BatchSize = 4096;

    /// <param name="registerDigest">of the file's bytes</param>
    public async Task<RegisterResult> ExecuteAsync(
        Sha256Digest registerDigest, string source, IEnumerable<Beneficiary> register, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        if (await work.Beneficiaries.HasRegisterAsync(registerDigest, cancellationToken))
        {
            return new RegisterResult(true, 0, 0);
        }

        await work.Beneficiaries.AddRegisterAsync(new RegisterImport(registerDigest, source, time.GetStoredNow()), cancellationToken);
        var (added, updated) = (0, 0);
        foreach (var batch in register.Chunk(BatchSize))
        {
            var rows = batch.GroupBy(row => row.Id).Select(rows => rows.Last()).ToList();
            var known = await work.Beneficiaries.FetchStandingsAsync([.. rows.Select(row => row.Id)], cancellationToken);
            await work.Beneficiaries.PutAsync([.. rows.Select(row => Merge(row, known))], cancellationToken);
            added += rows.Count - known.Count;
            updated += known.Count;
        }

        await work.CommitAsync(cancellationToken);
        return new RegisterResult(false, added, updated);
    }

    private static Beneficiary Merge(Beneficiary row, IReadOnlyDictionary<BeneficiaryId, CertificationStanding> known)
    {
        if (!known.TryGetValue(row.Id, out var stored))
        {
            return row;
        }

        var standing = stored.Merge(row.Standing);
        return row with { DueOn = standing.DueOn, LastCertifiedOn = standing.LastCertifiedOn };
    }
}
