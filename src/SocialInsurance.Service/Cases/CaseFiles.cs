using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Cases;

/// <summary>A case with all that its page shows, read at one moment.</summary>
/// <param name="Opened">the decision whose finding opened it; null when people did</param>
/// <param name="OthersOpen">other open cases of the person</param>
/// <param name="Related">all cases of the person, this one too</param>
internal sealed record CaseMaterial(
    ReviewCase State,
    CaseRow Row,
    CaseContext Context,
    Beneficiary Person,
    CertificationPeriod? Period,
    CertificationDecision? Opened,
    IReadOnlyList<ReviewCase> OthersOpen,
    IReadOnlyList<CaseRow> Related,
    IReadOnlyList<Eligibility.Notices.NoticeStatus> Notices,
    DateTimeOffset Now);

/// <summary>Puts the file of a case together; that it was read is written down first, in the transaction that reads the case. Thread-safe.</summary>
internal sealed class CaseFiles(PlatformPorts ports, CaseSurroundings surroundings, CaseExplanations explanations, CaseCorrections corrections, TimeProvider clock)
{
    /// <summary>Null: no such case, or it is outside the region of the account.</summary>
    internal async Task<CaseFileDto?> ReadAsync(StaffAccount account, CaseId id, CancellationToken cancellationToken) =>
        await GatherAsync(account, id, cancellationToken) is { } material ? await WriteAsync(account, material, cancellationToken) : null;

    /// <summary>Reads and writes down that it was read.</summary>
    internal async Task<CaseMaterial?> GatherAsync(StaffAccount account, CaseId id, CancellationToken cancellationToken)
    {
        var row = await ports.Cases!.FindRowAsync(id, cancellationToken);
        if (row is null || !account.Covers(row.DivisionCode) || await ports.Identities.FindAsync(row.Beneficiary, cancellationToken) is not { } person)
        {
            return null;
        }

        var now = clock.GetStoredNow();
        await using var work = await ports.Store.BeginAsync(cancellationToken);
        if (await work.Cases.FindAsync(id, cancellationToken) is not { } state)
        {
            return null;
        }

        var context = await new CaseContexts(work, surroundings).OfAsync(state, account.Id, now, cancellationToken);
        var open = await work.Cases.FindOpenAsync(state.Beneficiary, cancellationToken);
        await work.Staff.AddReadAsync(new StaffRead(account.Id, StaffReadKind.CaseFile, state.Beneficiary.Value, null, now), cancellationToken);
        await work.CommitAsync(cancellationToken);
        var decisions = state.OpenedBy is null ? [] : await ports.Reader.ReadDecisionsAsync(state.Beneficiary, cancellationToken);
        return new CaseMaterial(
            state,
            row,
            context,
            person,
            await ports.Reader.FindPeriodAsync(state.Beneficiary, cancellationToken),
            decisions.Select(one => one.Decision).FirstOrDefault(decision => decision.Id == state.OpenedBy),
            [.. open.Where(other => other.Id != id)],
            await ports.Cases.ListOfAsync(state.Beneficiary, cancellationToken),
            ports.NoticeOutbox is { } notices ? await notices.ListOfAsync(state.Beneficiary, state.OpenedAt, cancellationToken) : [],
            now);
    }

    private async Task<CaseFileDto> WriteAsync(StaffAccount account, CaseMaterial material, CancellationToken cancellationToken)
    {
        var (allowed, reasons) = CasePermissions.Of(account, material);
        var why = await explanations.OfAsync(material, cancellationToken);
        return new CaseFileDto(
            CaseParts.RowOf(material.Row with { Version = material.State.Version }, material.Person.Name, material.Now, OfficeTime.Of(surroundings, material.Now)),
            CaseParts.PersonOf(material),
            CaseParts.BenefitOf(material.Context.Benefit),
            CaseParts.EvidenceOf(material, why.Policy, why.Trace),
            why.Explanation,
            why.Face,
            [.. material.State.Events.Select(CaseEventTexts.Of)],
            CaseProposals.Of(account, material),
            [.. material.Notices.Select(CaseParts.NoticeOf)],
            [.. CaseParts.RelatedOf(material)],
            allowed,
            reasons,
            (account.Roles & CaseRights.Of("identity")) != 0 && await corrections.FindAsync(material.State, material.Context.Benefit, cancellationToken) is not null);
    }
}
