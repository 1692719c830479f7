namespace Serinus.Proxy.Wire;

/// <summary>Why a message is refused: the status a client gets, and one stable word for logs and counters.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">One word, such as <c>bad_header_name</c>.</param>
public sealed record Rejection(int Status, string Reason)
{
    public static readonly Rejection RequestLine = new(400, "bad_request_line");
    public static readonly Rejection Method = new(400, "bad_method");
    public static readonly Rejection Target = new(400, "bad_target");
    public static readonly Rejection Scheme = new(400, "bad_scheme");
    public static readonly Rejection TargetTooLong = new(414, "target_too_long");
    public static readonly Rejection Version = new(505, "unsupported_version");
    public static readonly Rejection HeaderName = new(400, "bad_header_name");
    public static readonly Rejection HeaderValue = new(400, "bad_header_value");
    public static readonly Rejection LineEnd = new(400, "bad_line_end");
    public static readonly Rejection HeadTooLarge = new(431, "head_too_large");
    public static readonly Rejection TooManyHeaders = new(431, "too_many_headers");
    public static readonly Rejection Host = new(400, "bad_host");
    public static readonly Rejection ContentLength = new(400, "bad_content_length");
    public static readonly Rejection TransferEncoding = new(400, "bad_transfer_encoding");
    public static readonly Rejection TransferCoding = new(501, "unknown_transfer_coding");
    public static readonly Rejection LengthAndEncoding = new(400, "content_length_and_transfer_encoding");
    public static readonly Rejection Chunk = new(400, "bad_chunk");
    public static readonly Rejection ChunkExtensions = new(400, "too_many_chunk_extensions");
    public static readonly Rejection TrailersTooLarge = new(431, "trailers_too_large");
    public static readonly Rejection Connect = new(501, "connect_not_supported");
    public static readonly Rejection Expectation = new(417, "unknown_expectation");
    public static readonly Rejection UpgradeWithBody = new(400, "upgrade_with_body");
    public static readonly Rejection WebSocketKey = new(400, "bad_websocket_key");
    public static readonly Rejection Base64 = new(400, "bad_base64");
    public static readonly Rejection BodyTooLarge = new(413, "body_too_large");
    public static readonly Rejection HeaderTimeout = new(408, "header_timeout");
    public static readonly Rejection BodyTimeout = new(408, "body_timeout");
    public static readonly Rejection StatusLine = new(502, "bad_status_line");
}
