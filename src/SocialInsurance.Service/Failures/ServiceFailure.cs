using Microsoft.AspNetCore.Http;
using SocialInsurance.Service.Grpc;

namespace SocialInsurance.Service.Failures;

/// <summary>Why the host answers with an error.</summary>
internal enum ServiceFailure
{
    /// <summary>The request is malformed.</summary>
    BadRequest = 1,

    /// <summary>No such address or service.</summary>
    NotFound = 2,

    /// <summary>The address exists, the method does not.</summary>
    MethodNotAllowed = 3,

    /// <summary>The body or message is larger than allowed.</summary>
    TooLarge = 4,

    /// <summary>The content type is not understood.</summary>
    UnsupportedMediaType = 5,

    /// <summary>The stores do not answer.</summary>
    Unavailable = 6,

    /// <summary>A bug.</summary>
    Internal = 7,
}

/// <summary>The one place that maps reasons to HTTP problem details and gRPC status.</summary>
internal static class FailureMap
{
    internal static int HttpStatus(this ServiceFailure failure) => failure switch
    {
        ServiceFailure.BadRequest => StatusCodes.Status400BadRequest,
        ServiceFailure.NotFound => StatusCodes.Status404NotFound,
        ServiceFailure.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ServiceFailure.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ServiceFailure.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        ServiceFailure.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ServiceFailure.Internal => StatusCodes.Status500InternalServerError,
    };

    internal static GrpcStatus GrpcStatus(this ServiceFailure failure) => failure switch
    {
        ServiceFailure.BadRequest => Grpc.GrpcStatus.Internal,
        ServiceFailure.NotFound => Grpc.GrpcStatus.NotFound,
        ServiceFailure.MethodNotAllowed => Grpc.GrpcStatus.Unimplemented,
        ServiceFailure.TooLarge => Grpc.GrpcStatus.ResourceExhausted,
        ServiceFailure.UnsupportedMediaType => Grpc.GrpcStatus.Internal,
        ServiceFailure.Unavailable => Grpc.GrpcStatus.Unavailable,
        ServiceFailure.Internal => Grpc.GrpcStatus.Unknown,
    };

    internal static (string Code, string Title) Text(this ServiceFailure failure) => failure switch
    {
        ServiceFailure.BadRequest => ("bad-request", "请求格式不正确 (Bad request)"),
        ServiceFailure.NotFound => ("not-found", "没有这个地址 (Not found)"),
        ServiceFailure.MethodNotAllowed => ("method-not-allowed", "该地址不支持这种请求方法 (Method not allowed)"),
        ServiceFailure.TooLarge => ("too-large", "提交的内容过大 (Content too large)"),
        ServiceFailure.UnsupportedMediaType => ("unsupported-media-type", "不支持这种内容类型 (Unsupported media type)"),
        ServiceFailure.Unavailable => ("unavailable", "服务暂时不可用，请稍后再试 (Service unavailable)"),
        ServiceFailure.Internal => ("internal", "系统内部错误，已记录 (Internal error, recorded)"),
    };

    /// <summary>The failure behind a bare status code set by the framework.</summary>
    internal static ServiceFailure FromHttpStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => ServiceFailure.NotFound,
        StatusCodes.Status405MethodNotAllowed => ServiceFailure.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ServiceFailure.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ServiceFailure.UnsupportedMediaType,
        StatusCodes.Status503ServiceUnavailable => ServiceFailure.Unavailable,
        >= 500 => ServiceFailure.Internal,
        _ => ServiceFailure.BadRequest,
    };
}
