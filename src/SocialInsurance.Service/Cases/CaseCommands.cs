using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>Carries out commands about cases and answers with the file as it stands then. Thread-safe.</summary>
/// <param name="notices">none: nothing is sent here</param>
internal sealed class CaseCommands(PlatformPorts ports, HandleCase handle, IEnumerable<SendDoubtNotice> notices, CaseFiles files, TimeProvider clock)
{
    internal static readonly string[] SourcesByHand = ["document", "testimony"];

    internal DateOnly Today => ports.LocalDay(clock.GetUtcNow());

    internal Task<CaseResult> HandleAsync(CaseId id, int seen, CaseCommand command, CancellationToken cancellationToken) =>
        handle.ExecuteAsync(id, seen, command, cancellationToken);

    /// <summary>The file, or the refusal; a case that moved on comes with the file as it stands.</summary>
    internal async Task AnswerAsync(HttpContext context, CaseResult result)
    {
        if (result.Refusal is CaseMoved moved)
        {
            await CaseProblems.WriteAsync(context, moved, await files.ReadAsync(context.Staff(), moved.Case, context.RequestAborted));
        }
        else if (result.Refusal is { } refusal)
        {
            await CaseProblems.WriteAsync(context, refusal);
        }
        else
        {
            await AnswerAsync(context, result.Case!.Id);
        }
    }

    /// <summary>The file as it stands.</summary>
    internal async Task AnswerAsync(HttpContext context, CaseId id)
    {
        if (await files.ReadAsync(context.Staff(), id, context.RequestAborted) is not { } file)
        {
            await CaseProblems.WriteAsync(context, new CaseUnknown(id));
            return;
        }

        await context.Response.WriteAsJsonAsync(file, ContractsJson.Default.CaseFileDto, cancellationToken: context.RequestAborted);
    }

    internal async Task<CaseAsked> AssignAsync(CaseCall call, AssignCaseRequest body)
    {
        var (to, refusal) = await AssigneeAsync(call.Account, body.To, call.Row, call.Aborted);
        return refusal is null ? new CaseAsked(body.Version, new CaseCommand.Assign(to, call.Me)) : new CaseAsked(body.Version, null, refusal);
    }

    /// <summary>Many cases, each on its own: none is lost, none is done twice.</summary>
    internal async Task<CasesAssignedDto> AssignAllAsync(StaffAccount account, AssignCasesRequest request, CancellationToken cancellationToken)
    {
        List<CaseVersionDto> assigned = [];
        List<CaseRefusedDto> refused = [];
        foreach (var one in request.Cases)
        {
            var (version, refusal) = await AssignOneAsync(account, one, request.To, cancellationToken);
            if (refusal is null)
            {
                assigned.Add(one with { Version = version });
            }
            else
            {
                refused.Add(new CaseRefusedDto(one.CaseId, CaseProblems.CodeOf(refusal), CaseProblems.TextOf(refusal)));
            }
        }

        return new CasesAssignedDto(assigned, refused);
    }

    /// <summary>Null: the notice is queued, or was on the same day.</summary>
    internal async Task<Refusal?> SendNoticeAsync(CaseRow row, int seen, CaseworkerId by, MessageChannelKind channel, CancellationToken cancellationToken) =>
        notices.FirstOrDefault() is not { } send ? new NoticesOff(row.Id)
        : row.Version != seen ? new CaseMoved(row.Id, row.Version)
        : (await send.ExecuteAsync(row.Id, by, channel, cancellationToken)).Refusal;

    internal CaseAsked AddEvidence(CaseCall call, AddCaseEvidenceRequest body)
    {
        var source = ports.PolicyAt(call.Today).FindSource(body.Source ?? string.Empty);
        if ((source is null && !SourcesByHand.Contains(body.Source))
            || CaseWords.Read<EvidenceDirection>(body.Direction) is not { } direction
            || CaseBodies.Words(body.Summary, 1, CaseBodies.SummaryMax) is not { } summary)
        {
            return CaseAsked.Malformed;
        }

        return new CaseAsked(body.Version, new CaseCommand.AddEvidence(
            call.Me, new CaseEvidence(body.Source!, source?.IndependenceGroup ?? body.Source!, body.OccurredOn, direction), summary));
    }

    internal async Task<CaseAsked> JoinAsync(CaseCall call, JoinCaseRequest body)
    {
        if (!Guid.TryParseExact(body.LeadCaseId, "D", out var id))
        {
            return CaseAsked.Malformed;
        }

        // a case of another person is refused in the same words as none
        return await ports.Cases!.FindAsync(new CaseId(id), call.Aborted) is { } lead && lead.Beneficiary == call.Row.Beneficiary
            ? new CaseAsked(body.Version, new CaseCommand.Join(call.Me, lead))
            : new CaseAsked(body.Version, null, new CannotJoin(call.Row.Id));
    }

    private async Task<(int Version, Refusal? Refusal)> AssignOneAsync(StaffAccount account, CaseVersionDto asked, string? to, CancellationToken cancellationToken)
    {
        var row = Guid.TryParseExact(asked.CaseId, "D", out var id) ? await ports.Cases!.FindRowAsync(new CaseId(id), cancellationToken) : null;
        if (row is null || !account.Covers(row.DivisionCode))
        {
            return (0, new CaseUnknown(new CaseId(id)));
        }

        var (assignee, unfit) = await AssigneeAsync(account, to, row, cancellationToken);
        if (unfit is not null)
        {
            return (0, unfit);
        }

        var result = await handle.ExecuteAsync(row.Id, asked.Version, new CaseCommand.Assign(assignee, account.Id), cancellationToken);
        return (result.Case?.Version ?? 0, result.Refusal);
    }

    private async Task<(CaseworkerId To, Refusal? Refusal)> AssigneeAsync(StaffAccount giver, string? name, CaseRow row, CancellationToken cancellationToken)
    {
        var asked = name is null ? giver.Id : IsAccount(name) ? new CaseworkerId(name) : default(CaseworkerId?);
        var assignee = asked is { } id && ports.Staff is { } staff ? await staff.FindAsync(id, cancellationToken) : null;
        return assignee is { Closed: false } && assignee.Roles.HasFlag(StaffRoles.Caseworker) && assignee.Covers(row.DivisionCode)
            ? (assignee.Id, null)
            : (default, new AssigneeUnfit(row.Id));
    }

    private static bool IsAccount(string name) => name is { Length: >= 1 and <= 64 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
