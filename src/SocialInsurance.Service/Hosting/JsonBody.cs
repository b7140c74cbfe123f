using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace SocialInsurance.Service.Hosting;

/// <summary>Bodies of requests: JSON, at most what the listener lets through (64 KiB).</summary>
internal static class JsonBody
{
    /// <summary>Whole; empty when there is none.</summary>
    /// <exception cref="BadHttpRequestException">larger than the listener allows; the failure boundary answers 413</exception>
    internal static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    /// <summary>Null when the bytes are no such document: malformed, wrong types, unknown words, nested too deep.</summary>
    internal static T? Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
