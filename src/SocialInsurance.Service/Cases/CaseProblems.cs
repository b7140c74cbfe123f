using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>The account that a case is to be given to cannot take it.</summary>
internal sealed record AssigneeUnfit(CaseId Case)
    : Refusal("该账号不能办理本任务：须为在用的核查人员账号，且管辖范围包含该地区。", "This account cannot take the case: it must be an open caseworker account whose region covers it.");

/// <summary>No channel sends anything here.</summary>
internal sealed record NoticesOff(CaseId Case)
    : Refusal("本机构未开通通知发送，请改用其他方式告知。", "No notices are sent here: tell the person in another way.");

/// <summary>The case corrected nothing that was wrong about the person.</summary>
internal sealed record NothingCorrected(CaseId Case)
    : Refusal("本任务没有更正关于当事人的错误信息，因此没有更正告知书。", "This case corrected nothing that was wrong about the person: there is no letter of correction.");

/// <summary>The one place that maps refusals of cases to problem details: code is the refusal's name in camelCase.</summary>
internal static class CaseProblems
{
    internal static string CodeOf(Refusal refusal) => JsonNamingPolicy.CamelCase.ConvertName(refusal.Code);

    /// <summary>What is missing stands in the text: the reader shall know what to do next.</summary>
    internal static TextDto TextOf(Refusal refusal)
    {
        if (refusal is not LawNotSatisfied missing)
        {
            return new TextDto(refusal.Chinese, refusal.English);
        }

        var words = missing.Missing.Select(kind => CaseTexts.Of(kind)).ToList();
        var list = CaseTexts.Fill("CaseRefusedLawMissing", new TextDto(string.Join('；', words.Select(word => word.Zh)), string.Join("; ", words.Select(word => word.En))));
        return new TextDto(refusal.Chinese + list.Zh, "The law asks for more before a payment may be stopped. " + list.En);
    }

    /// <param name="file">as it stands now; given with <c>caseMoved</c> only</param>
    internal static Task WriteAsync(HttpContext context, Refusal refusal, CaseFileDto? file = null)
    {
        if (refusal is CaseUnknown or BeneficiaryUnknown)
        {
            return ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
        }

        var (code, text) = (CodeOf(refusal), TextOf(refusal));
        var problem = new CaseProblemDto(
            $"urn:socialinsurance:problem:{code}", $"{text.Zh} ({text.En})", StatusCodes.Status409Conflict, code, ProblemWriter.TraceIdOf(context), text, file);
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = StaffRights.Problem;
        return context.Response.WriteAsync(JsonSerializer.Serialize(problem, ContractsJson.Default.CaseProblemDto), context.RequestAborted);
    }
}
