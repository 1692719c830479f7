namespace Serinus.EndToEnd.BadTraffic;

/// <summary>Responses of hostile or broken upstreams.</summary>
internal static class BadResponses
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    public static IEnumerable<BadResponse> All => [.. Framing(), .. Syntax(), .. Chunks(), .. Extra()];

    private static IEnumerable<BadResponse> Framing() =>
        [
            Refused("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!"),
            Refused(
                "length and coding",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            Refused(
                "chunked is not the last coding",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n"
            ),
            Refused("unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
            // RFC 9112 §6.1: the connection is not to be trusted after such a message; the message itself may be used.
            new("coding in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Ending.Served)
            {
                StaysOpen = true,
            },
            Refused("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok"),
            Refused("length that overflows", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551618\r\n\r\nok"),
            Refused("empty length", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nok"),
            new("body shorter than its length", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", Ending.BrokenOff),
        ];

    private static IEnumerable<BadResponse> Syntax() =>
        [
            Refused("HTTP/0.9", "hello\r\n"),
            Refused("no bytes", ""),
            Refused("half a head", "HTTP/1.1 200 OK\r\nContent-"),
            Refused("another protocol", "SSH-2.0-OpenSSH_9.2\r\n"),
            Refused("HTTP/2", "HTTP/2 200 OK\r\n\r\n"),
            Refused("status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"),
            Refused("status of four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n"),
            Refused("status with letters", "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n"),
            Refused("status below 100", "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n"),
            Refused("LF ends the status line", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"),
            Refused("LF ends a field", "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n"),
            Refused("CR inside a value", "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n"),
            Refused("NUL inside a value", "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n"),
            Refused("line without colon", "HTTP/1.1 200 OK\r\nnocolon\r\nContent-Length: 0\r\n\r\n"),
            Refused("space in a name", "HTTP/1.1 200 OK\r\nX Y: z\r\nContent-Length: 0\r\n\r\n"),
            Refused("space before a colon", "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n"),
            Refused("a folded field", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"),
            Refused(
                "a head beyond the limit",
                $"HTTP/1.1 200 OK\r\nX: {new string('a', 128 * 1024)}\r\nContent-Length: 0\r\n\r\n"
            ),
            Refused("control byte in the reason", "HTTP/1.1 200 O\u0001K\r\nContent-Length: 0\r\n\r\n"),
        ];

    private static IEnumerable<BadResponse> Chunks() =>
        [
            new("size of a chunk is no number", Chunked + "zz\r\nhello\r\n0\r\n\r\n", Ending.BrokenOff),
            new("size of a chunk overflows", Chunked + "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", Ending.BrokenOff),
            new("LF ends the size of a chunk", Chunked + "5\nhello\r\n0\r\n\r\n", Ending.BrokenOff),
            new("more data than the size of the chunk", Chunked + "5\r\nhello!\r\n0\r\n\r\n", Ending.BrokenOff),
            new("chunks without an end", Chunked + "5\r\nhello\r\n", Ending.BrokenOff),
            new("a chunk that breaks off", Chunked + "5\r\nhel", Ending.BrokenOff),
            new("end without its empty line", Chunked + "5\r\nhello\r\n0\r\n", Ending.BrokenOff),
        ];

    private static IEnumerable<BadResponse> Extra() =>
        [
            new("body after 204", "HTTP/1.1 204 No Content\r\n\r\nextra", Ending.Served) { StaysOpen = true },
            new("length of 204", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nextra", Ending.Served)
            {
                StaysOpen = true,
            },
            new("body after 304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nextra", Ending.Served)
            {
                StaysOpen = true,
            },
            new("body after HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nextra", Ending.Served)
            {
                Method = "HEAD",
                StaysOpen = true,
            },
            new("bytes after a response", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokextra", Ending.Served)
            {
                StaysOpen = true,
            },
            new(
                "a second response nobody asked for",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                Ending.Served
            )
            {
                StaysOpen = true,
            },
        ];

    private static BadResponse Refused(string name, string bytes) => new(name, bytes, Ending.BadGateway);
}
