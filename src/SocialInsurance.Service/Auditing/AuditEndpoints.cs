using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Auditing;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Auditing;

/// <summary>What anybody may keep of the audit log, to prove later that nobody wrote history anew: signed heads and proofs between them.</summary>
internal static class AuditEndpoints
{
    private const int HeadsPerMinute = 60;
    private const int ProofsPerMinute = 30;
    private const string Problem = "application/problem+json";

    internal static void AddAuditing(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports.ReceiptSigner is { } signer)
        {
            services.AddSingleton(built => new AuditHeads(ports.AuditLog, signer, built.GetRequiredService<TimeProvider>()));
        }
    }

    internal static void MapAuditing(this WebApplication app)
    {
        if (app.Services.GetService<AuditHeads>() is null)
        {
            return;
        }

        app.MapGet("/api/v1/audit/head", WriteHeadAsync)
            .WithName("readAuditHead").WithTags("public").WithSummary("审计日志的签名时点 (signed head of the audit log)")
            .Produces<string>(StatusCodes.Status200OK, "application/json").Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, Problem);
        app.MapGet("/api/v1/audit/consistency", WriteConsistencyAsync)
            .WithName("proveAuditConsistency").WithTags("public").WithSummary("证明日志只增不改 (proof that an older log is the beginning of today's)")
            .Produces<AuditConsistencyDto>().Produces<ProblemDto>(StatusCodes.Status404NotFound, Problem).Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, Problem);
    }

    private static async Task WriteHeadAsync(HttpContext context, AuditHeads heads, PlatformPorts ports)
    {
        if (await JsonRequests.IsTooOftenAsync(context, ports.ShortLived, "audit-head", HeadsPerMinute))
        {
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(await heads.SignedAsync(context.RequestAborted), context.RequestAborted);
    }

    /// <param name="from">entries that the asker saw</param>
    private static async Task WriteConsistencyAsync(HttpContext context, long from, PlatformPorts ports)
    {
        if (await JsonRequests.IsTooOftenAsync(context, ports.ShortLived, "audit-consistency", ProofsPerMinute))
        {
            return;
        }

        if (await ports.AuditLog.ProveConsistencyAsync(from, context.RequestAborted) is not { } found)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new AuditConsistencyDto(from, found.Head.Size, found.Head.RootHash.ToString(), [.. found.Proof.Select(node => node.ToString())]),
            ContractsJson.Default.AuditConsistencyDto,
            cancellationToken: context.RequestAborted);
    }
}
