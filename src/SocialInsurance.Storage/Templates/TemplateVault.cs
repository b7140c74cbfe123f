using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Templates;

/// <summary>Turned and sealed templates under pseudonymous ids, with a key of their own. Safe on any thread.</summary>
internal sealed class TemplateVault(SqlDatabase database, IKeyRing keys) : ITemplateVault, IDisposable
{
    private readonly TemplateSealer sealer = new(keys);

    public TemplateProtection Protection => sealer.ProtectionOf(keys.Current(KeyPurpose.Template).Id);

    public TemplateSealer Sealer => sealer;

    public ReviewFrameVault Frames { get; } = new(database, keys);

    public IReviewFrameVault ReviewFrames => Frames;

    public Task StoreAsync(ReferenceId reference, ProtectedTemplate template, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                // asked inside the transaction: another process may have introduced a newer key
                var keyId = await KeyFingerprints.FindNewestAsync(session, KeyPurpose.Template, cancellationToken);
                return await session.ExecuteAsync(
                    "INSERT INTO template (reference_id, sealed, key_id) VALUES (@reference, @sealed, @key)",
                    cancellationToken,
                    reference.Value.ToColumn(),
                    sealer.Seal(reference, template, keyId),
                    (long)keyId);
            },
            cancellationToken);

    public Task<byte[]?> ReadAsync(ReferenceId reference, uint keyId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync(
                    "SELECT sealed, key_id FROM template WHERE reference_id = @reference",
                    static row => (Sealed: row.GetDigestBytes(0), KeyId: checked((uint)row.GetInt64(1))),
                    cancellationToken,
                    reference.Value.ToColumn());
                return row.Sealed is null ? null : sealer.Open(reference, row.Sealed, row.KeyId, keyId);
            },
            cancellationToken);

    public Task EraseAsync(ReferenceId reference, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync("DELETE FROM template WHERE reference_id = @reference", cancellationToken, reference.Value.ToColumn()),
            cancellationToken);

    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.FindAsync("SELECT COUNT(*) FROM template", static row => row.GetInt64(0), cancellationToken),
            cancellationToken);

    /// <summary>Erases templates that no kept reference names: what a fault during enrolment or withdrawal left behind.</summary>
    /// <returns>how many were erased</returns>
    public async Task<int> EraseUnlinkedAsync(IReadOnlyCollection<ReferenceId> kept, CancellationToken cancellationToken)
    {
        var stored = await database.ReadAsync(
            session => session.ListAsync(
                "SELECT reference_id FROM template", static row => new ReferenceId(row.GetId(0)), cancellationToken),
            cancellationToken);
        var unlinked = stored.Except(kept).ToList();
        foreach (var reference in unlinked)
        {
            await EraseAsync(reference, cancellationToken);
        }

        return unlinked.Count;
    }

    public void Dispose() => sealer.Dispose();
}
