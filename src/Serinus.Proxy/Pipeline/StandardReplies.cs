using System.Text;
using Serinus.Proxy.Wire;

namespace Serinus.Proxy.Pipeline;

/// <summary>The edge's own answers to what it does not forward: short, plain, and the same for every cause that is nobody's business.</summary>
internal static class StandardReplies
{
    public static readonly LocalReply NotFound = Make(404, "no route takes this host and path");
    public static readonly LocalReply ServiceUnavailable = Make(
        503,
        "no endpoint can take this request",
        "Retry-After: 1\r\n"
    );
    public static readonly LocalReply Overloaded = Make(503, "too many requests at once", "Retry-After: 1\r\n");
    public static readonly LocalReply TooManyRequests = Make(
        429,
        "too many requests of this client at once",
        "Retry-After: 1\r\n"
    );
    public static readonly LocalReply BadGateway = Make(502, "the upstream gave no valid response");
    public static readonly LocalReply GatewayTimeout = Make(504, "the upstream gave no response in time");
    public static readonly LocalReply RequestTimeout = Make(408, "the request did not come in time", close: true);
    public static readonly LocalReply BodyTooLarge = Make(413, "the request's body is too large", close: true);
    public static readonly LocalReply Forbidden = Make(403, "this client is not let in") with { Error = "not_allowed" };
    public static readonly LocalReply BadRewrite = Make(400, "this URL has no place behind the edge") with
    {
        Error = "bad_rewrite",
    };
    public static readonly LocalReply Misdirected = Make(
        421,
        "this host is not served on this connection; ask again on a new one"
    );
    public static readonly LocalReply Options = new()
    {
        Status = 204,
        Fields = Encoding.ASCII.GetBytes("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"),
    };

    private static readonly LocalReply[] Rejections =
    [
        Make(400, "the request is not valid HTTP/1.1", close: true),
        RequestTimeout,
        BodyTooLarge,
        Make(414, "the request target is too long", close: true),
        Make(417, "only the expectation 100-continue is known", close: true),
        Make(431, "the request's header fields are too large", close: true),
        Make(501, "the request asks for something the edge does not do", close: true),
        Make(505, "only HTTP/1.0 and HTTP/1.1 are spoken here", close: true),
    ];

    /// <summary>The answer to a request that was refused.</summary>
    public static LocalReply For(Rejection rejection)
    {
        foreach (ref readonly var reply in Rejections.AsSpan())
        {
            if (reply.Status == rejection.Status)
                return reply;
        }

        return Rejections[0];
    }

    private static LocalReply Make(int status, string text, string fields = "", bool close = false) =>
        new()
        {
            Status = status,
            Body = Encoding.ASCII.GetBytes($"{status} {text}\n"),
            Fields = Encoding.ASCII.GetBytes(fields),
            Close = close,
        };
}
