using System.Net.Http;

namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>How a request over HTTP/2 failed.</summary>
/// <param name="Kind">In short.</param>
/// <param name="Code">Error code of the frame that ended it (RFC 9113 §7); -1 when no frame did.</param>
/// <param name="Reason">What the endpoint did, as the end of a sentence about it.</param>
internal readonly record struct Http2Failure(Http2FailureKind Kind, long Code, string? Reason)
{
    private const long RefusedStream = 7;

    private static readonly string[] Codes =
    [
        "NO_ERROR",
        "PROTOCOL_ERROR",
        "INTERNAL_ERROR",
        "FLOW_CONTROL_ERROR",
        "SETTINGS_TIMEOUT",
        "STREAM_CLOSED",
        "FRAME_SIZE_ERROR",
        "REFUSED_STREAM",
        "CANCEL",
        "COMPRESSION_ERROR",
        "CONNECT_ERROR",
        "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY",
        "HTTP_1_1_REQUIRED",
    ];

    /// <summary>Reads it from what the framework's client threw.</summary>
    public static Http2Failure Of(Exception trouble)
    {
        // The dialer says more than the error of connection that the framework puts around it.
        if (CauseOf(trouble) is { } dial)
            return new(
                dial.IsTimeout ? Http2FailureKind.ConnectTimeout : Http2FailureKind.NotConnected,
                -1,
                dial.IsTimeout ? null : dial.Reason
            );
        for (var each = trouble; each is not null; each = each.InnerException)
        {
            switch (each)
            {
                case HttpProtocolException frame:
                    return new(
                        frame.ErrorCode == RefusedStream ? Http2FailureKind.Refused : Http2FailureKind.Reset,
                        frame.ErrorCode,
                        $"reset the stream ({NameOf(frame.ErrorCode)})"
                    );
                case HttpRequestException { HttpRequestError: HttpRequestError.ExtendedConnectNotSupported }:
                    return new(
                        Http2FailureKind.NoTunnels,
                        -1,
                        "takes no WebSockets over HTTP/2 (no SETTINGS_ENABLE_CONNECT_PROTOCOL)"
                    );
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }:
                    return new(Http2FailureKind.NotConnected, -1, null);
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded
                }:
                    return new(Http2FailureKind.Invalid, -1, null);
            }
        }

        return new(Http2FailureKind.Dropped, -1, null);
    }

    private static ConnectFailure? CauseOf(Exception? trouble)
    {
        while (trouble is not null and not ConnectFailure)
            trouble = trouble.InnerException;
        return trouble as ConnectFailure;
    }

    private static string NameOf(long code) => code >= 0 && code < Codes.Length ? Codes[code] : $"error {code}";
}
