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

    /// <summary>Nobody has proven a claim.</summary>
    Unauthorized = 8,

    /// <summary>The caller is known and may not; or the request did not come from our own page.</summary>
    Forbidden = 9,

    /// <summary>The present state does not allow it.</summary>
    Conflict = 10,

    /// <summary>Asked too often; Retry-After says when to come back.</summary>
    TooManyRequests = 11,

    /// <summary>No consent to face processing is in force.</summary>
    ConsentRequired = 20,

    /// <summary>The tries are used up: a caseworker has it.</summary>
    WithCaseworker = 21,
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
        ServiceFailure.Unauthorized => StatusCodes.Status401Unauthorized,
        ServiceFailure.Forbidden or ServiceFailure.ConsentRequired => StatusCodes.Status403Forbidden,
        ServiceFailure.Conflict or ServiceFailure.WithCaseworker => StatusCodes.Status409Conflict,
        ServiceFailure.TooManyRequests => StatusCodes.Status429TooManyRequests,
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
        ServiceFailure.Unauthorized => Grpc.GrpcStatus.Unauthenticated,
        ServiceFailure.Forbidden => Grpc.GrpcStatus.PermissionDenied,
        ServiceFailure.Conflict or ServiceFailure.ConsentRequired or ServiceFailure.WithCaseworker => Grpc.GrpcStatus.FailedPrecondition,
        ServiceFailure.TooManyRequests => Grpc.GrpcStatus.ResourceExhausted,
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
        ServiceFailure.Unauthorized => ("unauthorized", "请先确认身份 (Please prove who you are first)"),
        ServiceFailure.Forbidden => ("forbidden", "不允许这样做 (Not allowed)"),
        ServiceFailure.Conflict => ("conflict", "当前状态下不能这样做 (Not possible in the present state)"),
        ServiceFailure.TooManyRequests => ("too-many-requests", "操作太频繁，请稍后再试；也可到窗口或申请上门办理 (Too often: please try later; a window or a home visit is always open)"),
        ServiceFailure.ConsentRequired => ("consent-required", "需要您先同意人脸认证；不同意也可到窗口或申请上门办理 (Your consent is needed first; without it, a window or a home visit is open)"),
        ServiceFailure.WithCaseworker => ("with-caseworker", "已转工作人员办理，待遇照常发放 (A caseworker has it; payment goes on)"),
    };

    /// <summary>The failure behind a bare status code set by the framework.</summary>
    internal static ServiceFailure FromHttpStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ServiceFailure.Unauthorized,
        StatusCodes.Status403Forbidden => ServiceFailure.Forbidden,
        StatusCodes.Status404NotFound => ServiceFailure.NotFound,
        StatusCodes.Status405MethodNotAllowed => ServiceFailure.MethodNotAllowed,
        StatusCodes.Status409Conflict => ServiceFailure.Conflict,
        StatusCodes.Status413PayloadTooLarge => ServiceFailure.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ServiceFailure.UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => ServiceFailure.TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => ServiceFailure.Unavailable,
        >= 500 => ServiceFailure.Internal,
        _ => ServiceFailure.BadRequest,
    };
}
