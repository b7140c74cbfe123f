using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Limits;

namespace SocialInsurance.Service.Hosting;

/// <summary>What every request with a JSON body has to be, and how often a stranger may ask.</summary>
internal static class JsonRequests
{
    /// <summary>The body; null when the request was answered with a problem instead.</summary>
    /// <param name="ownPage">a cookie authorises the request: demands <see cref="OwnPage.Header"/></param>
    internal static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, bool ownPage)
        where T : class
    {
        if (ownPage && !IsFromOwnPage(context))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Forbidden);
            return null;
        }

        if (!context.Request.HasJsonContentType())
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.UnsupportedMediaType);
            return null;
        }

        try
        {
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is { } body)
            {
                return body;
            }
        }
        catch (JsonException)
        {
            // the answer says no more than that: the body may hold anything
        }

        await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
        return null;
    }

    internal static bool IsFromOwnPage(HttpContext context) => context.Request.Headers[OwnPage.Header] == "1";

    /// <summary>True when the address asked too often and was told so.</summary>
    /// <param name="perMinute">so many from one address</param>
    internal static async Task<bool> IsTooOftenAsync(HttpContext context, IShortLivedStore counts, string what, int perMinute)
    {
        // behind a gateway its address would be everybody's
        var address = ClientTraits.AddressOf(context, context.RequestServices.GetRequiredService<ServiceOptions>().Velocity.AddressHeader);
        var key = $"{what}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(address)).AsSpan(0, 8))}";
        if (await counts.CountAsync(key, TimeSpan.FromMinutes(1), context.RequestAborted) <= perMinute)
        {
            return false;
        }

        context.Response.Headers.RetryAfter = "60";
        await ProblemWriter.WriteAsync(context, ServiceFailure.TooManyRequests);
        return true;
    }
}
