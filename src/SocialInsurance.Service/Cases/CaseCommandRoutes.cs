using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>A command as it was read: the version that its giver saw, and the command; or a refusal; or, with neither, a malformed body.</summary>
internal readonly record struct CaseAsked(int Version, CaseCommand? Command, Refusal? Refusal = null)
{
    internal static CaseAsked Malformed { get; }
}

/// <summary>Who gives a command about which case.</summary>
internal sealed record CaseCall(StaffAccount Account, CaseRow Row, DateOnly Today, CancellationToken Aborted)
{
    internal CaseworkerId Me => Account.Id;
}

/// <summary>The commands of a case: one address each, one way through all of them.</summary>
internal static class CaseCommandRoutes
{
    internal const string Cases = "/api/v1/staff/cases";

    internal static void MapCaseCommands(this IEndpointRouteBuilder routes)
    {
        routes.MapCommand("assignment", "分派或领取 (assign)", ContractsJson.Default.AssignCaseRequest, static (commands, call, body) => commands.AssignAsync(call, body));
        routes.MapCommand("evidence", "补充证据 (add evidence)", ContractsJson.Default.AddCaseEvidenceRequest, static (commands, call, body) => Task.FromResult(commands.AddEvidence(call, body)));
        routes.MapCommand("contacts", "登记联系 (record a contact)", ContractsJson.Default.RecordContactRequest, static (_, call, body) => Task.FromResult(CaseBodies.Contact(call, body)));
        routes.MapCommand("investigation", "调查核实 (record an investigation)", ContractsJson.Default.RecordInvestigationRequest, static (_, call, body) => Task.FromResult(CaseBodies.Investigation(call, body)));
        routes.MapCommand("pause", "暂停计时 (wait for somebody else)", ContractsJson.Default.PauseCaseRequest, static (_, call, body) => Task.FromResult(CaseBodies.Pause(call, body)));
        routes.MapCommand("continuation", "恢复办理 (go on)", ContractsJson.Default.CaseStepRequest, static (_, call, body) => Task.FromResult(new CaseAsked(body.Version, new CaseCommand.Continue(call.Me))));
        routes.MapCommand("notes", "记事 (write a note)", ContractsJson.Default.NoteCaseRequest, static (_, call, body) => Task.FromResult(CaseBodies.Note(call, body)));
        routes.MapCommand("proposal", "提出处理建议 (propose a measure)", ContractsJson.Default.ProposeMeasureRequest, static (_, call, body) => Task.FromResult(CaseBodies.Proposal(call, body)));
        routes.MapCommand("withdrawal", "撤回建议 (take the own proposal back)", ContractsJson.Default.CaseStepRequest, static (_, call, body) => Task.FromResult(new CaseAsked(body.Version, new CaseCommand.Withdraw(call.Me))));
        routes.MapCommand("approval", "复核通过 (approve)", ContractsJson.Default.CaseStepRequest, static (_, call, body) => Task.FromResult(new CaseAsked(body.Version, new CaseCommand.Approve(call.Me))));
        routes.MapCommand("return", "退回建议 (give a proposal back)", ContractsJson.Default.ReasonedStepRequest, static (_, call, body) => Task.FromResult(CaseBodies.Return(call, body)));
        routes.MapCommand("resumption", "恢复发放 (resume the payment)", ContractsJson.Default.ResumeBenefitRequest, static (_, call, body) => Task.FromResult(CaseBodies.Resumption(call, body)));
        routes.MapCommand("closing", "办结 (close)", ContractsJson.Default.CloseCaseRequest, static (_, call, body) => Task.FromResult(CaseBodies.Closing(call, body)));
        routes.MapCommand("reopening", "重新打开 (open again)", ContractsJson.Default.ReasonedStepRequest, static (_, call, body) => Task.FromResult(CaseBodies.Reopening(call, body)));
        routes.MapCommand("joining", "并案 (join to another case of the person)", ContractsJson.Default.JoinCaseRequest, static (commands, call, body) => commands.JoinAsync(call, body));
    }

    private static void MapCommand<TBody>(
        this IEndpointRouteBuilder routes, string name, string summary, JsonTypeInfo<TBody> type, Func<CaseCommands, CaseCall, TBody, Task<CaseAsked>> read)
        where TBody : class =>
        routes.MapPost($"{Cases}/{{caseId}}/{name}", (HttpContext context, CaseCommands commands) => RunAsync(context, commands, type, read))
            .DescribedAs(name, summary).Accepts<TBody>("application/json").ForStaff(CaseRights.Of(name), StaffScope.Region, writesReading: true);

    internal static RouteHandlerBuilder DescribedAs(this RouteHandlerBuilder route, string name, string summary) => route
        .WithName($"case{char.ToUpperInvariant(name[0])}{name[1..]}").WithSummary(summary).Produces<CaseFileDto>()
        .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem).Produces<CaseProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem);

    private static async Task RunAsync<TBody>(
        HttpContext context, CaseCommands commands, JsonTypeInfo<TBody> type, Func<CaseCommands, CaseCall, TBody, Task<CaseAsked>> read)
        where TBody : class
    {
        if (await JsonRequests.ReadAsync(context, type, ownPage: true) is not { } body)
        {
            return;
        }

        var caller = context.Caller();
        var asked = await read(commands, new CaseCall(caller.Account, caller.Case!, commands.Today, context.RequestAborted), body);
        if (asked.Refusal is { } refusal)
        {
            await CaseProblems.WriteAsync(context, refusal);
        }
        else if (asked.Command is { } command)
        {
            await commands.AnswerAsync(context, await commands.HandleAsync(caller.Case!.Id, asked.Version, command, context.RequestAborted));
        }
        else
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
        }
    }
}
