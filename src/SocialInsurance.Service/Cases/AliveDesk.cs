using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Person;

namespace SocialInsurance.Service.Cases;

/// <summary>Claims to be alive and appeals: 201 with what was opened, 200 with what was open already. Thread-safe.</summary>
internal sealed class AliveDesk(OpenAliveClaim claims, OpenAppeal appeals, TimeProvider clock)
{
    private const int ReasonMax = 1000;

    internal async Task<ApiAnswer> ClaimAsync(PersonCall call) => call.FindBeneficiary(out var beneficiary) is { } refused
        ? ApiAnswer.Of(refused)
        : await ClaimAsync(beneficiary, call.IsHelper ? CaseSource.Relative : CaseSource.Person, null, call.Aborted);

    internal async Task<ApiAnswer> ClaimAsync(BeneficiaryId beneficiary, CaseSource source, CaseworkerId? enteredBy, CancellationToken cancellationToken)
    {
        var opening = await claims.ExecuteAsync(beneficiary, source, enteredBy, cancellationToken);
        return opening.Case is { } file
            ? ApiAnswer.Ok(
                new AliveClaimOpenedDto(file.Id.ToString(), opening.DueAt ?? clock.GetUtcNow(), ServiceTexts.Get("CaseAliveOpened")),
                ContractsJson.Default.AliveClaimOpenedDto,
                StatusOf(opening))
            : ApiAnswer.Of(ServiceFailure.NotFound);
    }

    internal async Task<ApiAnswer> AppealAsync(PersonCall call)
    {
        if (call.FindBeneficiary(out var beneficiary) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        if (call.Read(ContractsJson.Default.AppealRequest) is not { } asked || !TryReadCase(asked.CaseId, out var about))
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        return await AppealAsync(
            new AppealOpening(beneficiary, about, asked.Reason ?? string.Empty, call.IsHelper ? CaseSource.Relative : CaseSource.Person, null), call.Aborted);
    }

    internal async Task<ApiAnswer> AppealAsync(AppealOpening appeal, CancellationToken cancellationToken)
    {
        if (CaseBodies.Words(appeal.Reason, 1, ReasonMax) is not { } reason)
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        var opening = await appeals.ExecuteAsync(appeal with { Reason = reason }, cancellationToken);
        return opening.Case is { } file
            ? ApiAnswer.Ok(new AppealOpenedDto(file.Id.ToString(), opening.DueAt ?? clock.GetUtcNow()), ContractsJson.Default.AppealOpenedDto, StatusOf(opening))
            : ApiAnswer.Of(ServiceFailure.NotFound);
    }

    private static int StatusOf(CaseOpening opening) => opening.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;

    private static bool TryReadCase(string? text, out CaseId? id)
    {
        id = Guid.TryParseExact(text, "D", out var found) ? new CaseId(found) : null;
        return id is not null || text is null;
    }
}
