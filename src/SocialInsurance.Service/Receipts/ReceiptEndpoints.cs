using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Receipts;

/// <summary>The person's own receipts, and what anybody may ask about receipts.</summary>
internal static class ReceiptEndpoints
{
    private const int VerifiesPerMinute = 60;
    private const string Problem = "application/problem+json";

    internal static void AddReceipts(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports is { Receipts: { } receipts, ReceiptSigner: { } signer })
        {
            services.AddSingleton(receipts);
            services.AddSingleton(signer);
            services.AddSingleton<ReceiptDesk>();
            services.AddSingleton<IReceiptDesk>(built => built.GetRequiredService<ReceiptDesk>());
            services.AddSingleton<ReceiptBooth>();
        }
    }

    internal static void MapReceipts(this WebApplication app)
    {
        if (app.Services.GetService<ReceiptBooth>() is null)
        {
            return;
        }

        app.MapGet("/api/v1/me/receipts/{receiptId}", ShowAsync)
            .WithName("readReceipt").WithTags("person").WithSummary("本人的认证凭证 (the person's receipt)")
            .Produces<ReceiptDto>().Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem).Produces<ProblemDto>(StatusCodes.Status404NotFound, Problem);
        app.MapGet("/api/v1/me/receipts/{receiptId}/file", WriteFileAsync)
            .WithName("readReceiptFile").WithTags("person").WithSummary("可离线核验的凭证文件 (receipt file that verifies offline)")
            .Produces<string>(StatusCodes.Status200OK, "application/json").Produces<ProblemDto>(StatusCodes.Status401Unauthorized, Problem);
        app.MapPost("/api/v1/receipts/verify", VerifyAsync)
            .WithName("verifyReceipt").WithTags("public").WithSummary("任何人核验凭证 (anybody checks a receipt)")
            .Accepts<VerifyReceiptRequest>("application/json").Produces<ReceiptVerdictDto>().Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, Problem);
        app.MapGet("/api/v1/receipts/keys", (ReceiptBooth booth) => booth.Keys())
            .WithName("readReceiptKeys").WithTags("public").WithSummary("签名公钥 (public keys that sign receipts)").Produces<ReceiptKeysDto>();
        app.MapGet("/api/v1/receipts/revocations", WriteRevocationsAsync)
            .WithName("readRevocations").WithTags("public").WithSummary("已撤销凭证清单，带签名 (signed list of revoked receipts)")
            .Produces<string>(StatusCodes.Status200OK, "application/json");
    }

    private static async Task ShowAsync(HttpContext context, string receiptId, ReceiptDesk desk)
    {
        if (await FindAsync(context, receiptId, desk) is ({ } stored, _) && await desk.ShowAsync(stored, context.RequestAborted) is { } shown)
        {
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.WriteAsJsonAsync(shown, ContractsJson.Default.ReceiptDto, cancellationToken: context.RequestAborted);
        }
    }

    private static async Task WriteFileAsync(HttpContext context, string receiptId, ReceiptDesk desk)
    {
        if (await FindAsync(context, receiptId, desk) is not ({ } stored, { } claim))
        {
            return;
        }

        // a helper prints and hands over; only the person gets what proves whose receipt it is
        var forHolder = context.Request.Query["holder"] == "1" && claim.HelperId is null;
        var file = await desk.FileAsync(stored.Receipt, forHolder, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{stored.Receipt.Id}.receipt.json\"";
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(file, context.RequestAborted);
    }

    /// <summary>The receipt when it is the claimant's own; otherwise the problem is written.</summary>
    private static async Task<(StoredReceipt? Stored, ProvenClaim? Claim)> FindAsync(HttpContext context, string receiptId, ReceiptDesk desk)
    {
        var claim = context.RequestServices.GetService<IClaimAccess>() is { } access ? await access.FindAsync(context, context.RequestAborted) : null;
        if (claim?.Beneficiary is not { } beneficiary)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Unauthorized);
            return default;
        }

        var stored = await desk.FindAsync(beneficiary, receiptId, context.RequestAborted);
        if (stored is null)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
            return default;
        }

        return (stored, claim);
    }

    private static async Task VerifyAsync(HttpContext context, ReceiptBooth booth, PlatformPorts ports)
    {
        if (await JsonRequests.IsTooOftenAsync(context, ports.ShortLived, "receipt-verify", VerifiesPerMinute)
            || await JsonRequests.ReadAsync(context, ContractsJson.Default.VerifyReceiptRequest, ownPage: false) is not { } request)
        {
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            await booth.VerifyAsync(request.Token ?? string.Empty, context.RequestAborted), ContractsJson.Default.ReceiptVerdictDto, cancellationToken: context.RequestAborted);
    }

    private static async Task WriteRevocationsAsync(HttpContext context, ReceiptBooth booth)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "public, max-age=10";
        await context.Response.Body.WriteAsync(await booth.RevocationsAsync(context.RequestAborted), context.RequestAborted);
    }
}
