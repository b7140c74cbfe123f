using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Service.Failures;

namespace SocialInsurance.Service.Hosting;

/// <summary>What an address answers: JSON with a status, a bare status, or a failure.</summary>
/// <param name="Json">UTF-8; null for a bare status</param>
/// <param name="RetryAfter">for <see cref="ServiceFailure.TooManyRequests"/> and the like</param>
internal sealed record ApiAnswer(int Status, byte[]? Json, ServiceFailure? Failure = null, TimeSpan? RetryAfter = null)
{
    internal static ApiAnswer NoContent { get; } = new(StatusCodes.Status204NoContent, null);

    internal static ApiAnswer Ok<T>(T document, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(document, type));

    /// <summary>503 with a document: come back after the wait.</summary>
    internal static ApiAnswer Wait<T>(T document, JsonTypeInfo<T> type, TimeSpan retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, JsonSerializer.SerializeToUtf8Bytes(document, type), RetryAfter: retryAfter);

    internal static ApiAnswer Of(ServiceFailure failure, TimeSpan? retryAfter = null) => new(failure.HttpStatus(), null, failure, retryAfter);

    internal async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Failure is { } failure)
        {
            await ProblemWriter.WriteAsync(context, failure);
            return;
        }

        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if (Json is { } json)
        {
            response.ContentType = "application/json; charset=utf-8";
            await response.Body.WriteAsync(json, context.RequestAborted);
        }
    }
}
