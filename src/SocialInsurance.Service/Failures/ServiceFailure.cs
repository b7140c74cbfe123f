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

    /// <summary>Nobody proved who asks, or the proof is over.</summary>
    Unauthorized = 8,

    /// <summary>Whoever asks may not do this, or the request did not come from this origin's own pages.</summary>
    Forbidden = 9,

    /// <summary>Something else stands already, or a step is missing before.</summary>
    Conflict = 10,

    /// <summary>Too often; the answer says how long to wait.</summary>
    TooManyRequests = 11,

    /// <summary>What was given could not be confirmed; never says what does not agree.</summary>
    NotConfirmed = 12,

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
        ServiceFailure.NotConfirmed => StatusCodes.Status422UnprocessableEntity,
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
        ServiceFailure.NotConfirmed => Grpc.GrpcStatus.FailedPrecondition,
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
        ServiceFailure.Unauthorized => ("unauthorized", "身份未通过验证或已超时，请重新验证 (Not proven, or the time is over)"),
        ServiceFailure.Forbidden => ("forbidden", "不能进行此项操作 (Not allowed)"),
        ServiceFailure.Conflict => ("conflict", "与现有状态不符，请刷新后再试 (Conflicts with what stands)"),
        ServiceFailure.TooManyRequests => ("too-many-requests", "操作太频繁，请稍后再试；也可到窗口或申请上门办理 (Too often: please try later; a window or a home visit is always open)"),
        ServiceFailure.ConsentRequired => ("consent-required", "需要您先同意人脸认证；不同意也可到窗口或申请上门办理 (Your consent is needed first; without it, a window or a home visit is open)"),
        ServiceFailure.WithCaseworker => ("with-caseworker", "已转工作人员办理，待遇照常发放 (A caseworker has it; payment goes on)"),
        ServiceFailure.NotConfirmed => ("not-confirmed", "填写的信息未能核对一致，请核对后再试，或到窗口办理 (Could not be confirmed)"),
    };

    /// <summary>The failure behind a bare status code set by the framework.</summary>
    internal static ServiceFailure FromHttpStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ServiceFailure.Unauthorized,
        StatusCodes.Status403Forbidden => ServiceFailure.Forbidden,
        StatusCodes.Status404NotFound => ServiceFailure.NotFound,
        StatusCodes.Status409Conflict => ServiceFailure.Conflict,
        StatusCodes.Status429TooManyRequests => ServiceFailure.TooManyRequests,
        StatusCodes.Status405MethodNotAllowed => ServiceFailure.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ServiceFailure.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ServiceFailure.UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity => ServiceFailure.NotConfirmed,
        StatusCodes.Status503ServiceUnavailable => ServiceFailure.Unavailable,
        >= 500 => ServiceFailure.Internal,
        _ => ServiceFailure.BadRequest,
    };
}
