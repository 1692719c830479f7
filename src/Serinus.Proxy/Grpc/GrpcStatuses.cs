namespace Serinus.Proxy.Grpc;

/// <summary>From trouble to status codes of gRPC.</summary>
internal static class GrpcStatuses
{
    /// <summary>Highest code there is.</summary>
    public const int Max = 16;

    /// <summary>The status that an answer of the edge's own means for a caller (gRPC, http-grpc-status-mapping, and by cause where the edge knows more).</summary>
    public static GrpcStatus OfAnswer(int status) =>
        status switch
        {
            400 or 431 or 414 => GrpcStatus.Internal,
            401 => GrpcStatus.Unauthenticated,
            403 => GrpcStatus.PermissionDenied,
            404 => GrpcStatus.Unimplemented,
            408 or 504 => GrpcStatus.DeadlineExceeded,
            413 => GrpcStatus.ResourceExhausted,
            421 or 429 or 502 or 503 => GrpcStatus.Unavailable,
            499 => GrpcStatus.Cancelled,
            _ => GrpcStatus.Unknown,
        };

    /// <summary>The status that an error code of HTTP/2 means (gRPC, PROTOCOL-HTTP2, Errors); -1 is a connection that ended.</summary>
    public static GrpcStatus OfReset(long code) =>
        code switch
        {
            -1 or 7 => GrpcStatus.Unavailable,
            8 => GrpcStatus.Cancelled,
            11 => GrpcStatus.ResourceExhausted,
            12 => GrpcStatus.PermissionDenied,
            5 => GrpcStatus.Unknown,
            >= 0 and <= 10 => GrpcStatus.Internal,
            _ => GrpcStatus.Unknown,
        };

    /// <summary>Reads the value of <c>grpc-status</c>; -1 when it is none.</summary>
    public static int Parse(ReadOnlySpan<byte> value) =>
        System.Buffers.Text.Utf8Parser.TryParse(value, out int code, out var used)
        && used == value.Length
        && code is >= 0 and <= Max
            ? code
            : -1;
}
