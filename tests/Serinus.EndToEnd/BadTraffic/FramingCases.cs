using static Serinus.EndToEnd.BadTraffic.BadRequest;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>Where a message ends: RFC 9112 §6 and §7. Two parsers that differ here are a smuggling hole.</summary>
internal static class FramingCases
{
    private const string Chunked = "Transfer-Encoding: chunked\r\n";
    private const string EmptyChunks = "0\r\n\r\n";

    public static IEnumerable<BadRequest> All =>
        [
            .. LengthAndCoding(),
            .. Codings(),
            .. Lengths(),
            .. ChunkSizes(),
            .. ChunkExtensions(),
            .. ChunkEnds(),
            .. Smuggled(),
        ];

    private static IEnumerable<BadRequest> LengthAndCoding() =>
        [
            Refused("Content-Length before Transfer-Encoding", Post("Content-Length: 6\r\n" + Chunked, "0\r\n\r\nG")),
            Refused("Transfer-Encoding before Content-Length", Post(Chunked + "Content-Length: 6\r\n", "0\r\n\r\nG")),
            Refused(
                "lower-case names of both",
                Post("content-length: 5\r\ntransfer-encoding: chunked\r\n", EmptyChunks)
            ),
            Refused(
                "Transfer-Encoding in HTTP/1.0",
                "POST / HTTP/1.0\r\nHost: a.test\r\n" + Chunked + "\r\n" + EmptyChunks
            ),
            RefusedOrServed(
                "underscore alias of Transfer-Encoding",
                Post("Content-Length: 5\r\nTRANSFER_ENCODING: chunked\r\n", "hello"),
                request => Assert.Equal(("hello", false), (request.Text, request.Head.Has("TRANSFER_ENCODING")))
            ),
            RefusedOrServed(
                "underscore alias of Content-Length",
                Post("Content-Length: 5\r\nContent_Length: 3\r\n", "hello"),
                request => Assert.Equal(("hello", false), (request.Text, request.Head.Has("Content_Length")))
            ),
        ];

    private static IEnumerable<BadRequest> Codings() =>
        [
            Refused(
                "unknown coding with length",
                Post("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n", "hello"),
                400,
                501
            ),
            Refused("unknown coding", Post("Transfer-Encoding: xchunked\r\n", EmptyChunks), 400, 501),
            Refused(
                "space before the colon of Transfer-Encoding",
                Post("Transfer-Encoding : chunked\r\n", EmptyChunks)
            ),
            Refused("chunked twice in a field", Post("Transfer-Encoding: chunked, chunked\r\n", EmptyChunks)),
            Refused("chunked twice in two fields", Post(Chunked + Chunked, EmptyChunks)),
            Refused(
                "chunked is not the last coding",
                Post("Transfer-Encoding: chunked, gzip\r\n", EmptyChunks),
                400,
                501
            ),
            Refused("gzip without chunked", Post("Transfer-Encoding: gzip\r\n", "hello"), 400, 501),
            Refused("gzip before chunked", Post("Transfer-Encoding: gzip, chunked\r\n", EmptyChunks), 400, 501),
            Refused(
                "identity with length",
                Post("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "hello"),
                400,
                501
            ),
            Refused("empty coding with length", Post("Transfer-Encoding:\r\nContent-Length: 5\r\n", "hello"), 400, 501),
            Refused("empty coding", Post("Transfer-Encoding:\r\n", ""), 400, 501),
            Refused("comma before chunked", Post("Transfer-Encoding: ,chunked\r\n", EmptyChunks)),
            Refused("comma after chunked", Post("Transfer-Encoding: chunked,\r\n", EmptyChunks)),
            Refused("coding on a folded line", Post("Transfer-Encoding:\r\n chunked\r\n", EmptyChunks)),
            Refused("quoted coding", Post("Transfer-Encoding: \"chunked\"\r\n", EmptyChunks), 400, 501),
            Refused("coding with a vertical tab", Post("Transfer-Encoding: \vchunked\r\n", EmptyChunks), 400, 501),
            Refused("coding with a parameter", Post("Transfer-Encoding: chunked;q=1\r\n", EmptyChunks), 400, 501),
        ];

    private static IEnumerable<BadRequest> Lengths() =>
        [
            Refused("two lengths", Post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")),
            RefusedOrServed("a list of equal lengths", Post("Content-Length: 5, 5\r\n", "hello"), IsHello),
            RefusedOrServed("two equal lengths", Post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), IsHello),
            Refused("empty length", Post("Content-Length:\r\n", "")),
            Refused("length beyond 64 bits", Post("Content-Length: 99999999999999999999\r\n", "hello"), 400, 413),
            Refused("length of 2^64 + 5", Post("Content-Length: 18446744073709551621\r\n", "hello"), 400, 413),
            Refused("length of 2^63", Post("Content-Length: 9223372036854775808\r\n", "hello"), 400, 413),
            Refused("length of 2^32 + 5 beyond the limit", Post("Content-Length: 4294967301\r\n", "hello"), 400, 413),
            Refused("negative length", Post("Content-Length: -5\r\n", "hello")),
            Refused("length with a plus", Post("Content-Length: +5\r\n", "hello")),
            Refused("hexadecimal length", Post("Content-Length: 0x5\r\n", "hello")),
            Refused("length with a space inside", Post("Content-Length: 5 5\r\n", "hello")),
            Refused("length with a letter", Post("Content-Length: 5a\r\n", "hello")),
            Refused("length with a comma at its end", Post("Content-Length: 5,\r\n", "hello")),
            Refused("space before the colon of Content-Length", Post("Content-Length : 5\r\n", "hello")),
            Refused("tab before the colon of Content-Length", Post("Content-Length\t: 5\r\n", "hello")),
            Refused("length on a folded line", Post("Content-Length:\r\n 5\r\n", "hello")),
        ];

    private static IEnumerable<BadRequest> ChunkSizes()
    {
        string[] sizes =
        [
            "0x5",
            "+5",
            " 5",
            "5_",
            "-1",
            "",
            "g",
            "5 ",
            "\t5",
            "5\t",
            "00000000000000005",
            "FFFFFFFFFFFFFFFF",
            "10000000000000005",
            "8000000000000005",
            "5,5",
            "\u00005",
        ];
        return sizes.Select(size =>
            RefusedInBody($"chunk of size '{Show(size)}'", Post(Chunked, $"{size}\r\nhello\r\n{EmptyChunks}"))
        );
    }

    private static IEnumerable<BadRequest> ChunkExtensions() =>
        [
            RefusedInBody("LF ends a chunk extension", Post(Chunked, "5;a\nhello\r\n" + EmptyChunks)),
            RefusedInBody("LF inside a chunk extension", Post(Chunked, "5;a\nb\r\nhello\r\n" + EmptyChunks)),
            RefusedInBody("LF ends a chunk size", Post(Chunked, "5\nhello\r\n" + EmptyChunks)),
            RefusedInBody("CR inside a chunk extension", Post(Chunked, "5;a\rb\r\nhello\r\n" + EmptyChunks)),
            RefusedInBody("NUL inside a chunk extension", Post(Chunked, "5;a\0b\r\nhello\r\n" + EmptyChunks)),
            RefusedInBody(
                "control byte inside a chunk extension",
                Post(Chunked, "5;a\u0001b\r\nhello\r\n" + EmptyChunks)
            ),
            RefusedInBody("DEL inside a chunk extension", Post(Chunked, "5;a\u007fb\r\nhello\r\n" + EmptyChunks)),
            RefusedInBody(
                "a chunk extension of 5000 bytes",
                Post(Chunked, $"5;{new string('a', 5000)}\r\nhello\r\n{EmptyChunks}")
            ),
            RefusedInBody(
                "a megabyte of extensions on chunks of one byte",
                Post(
                    Chunked,
                    string.Concat(Enumerable.Repeat($"1;{new string('a', 1000)}\r\nx\r\n", 1000)) + EmptyChunks
                )
            ),
        ];

    private static IEnumerable<BadRequest> ChunkEnds() =>
        [
            RefusedInBody("two other bytes after the data of a chunk", Post(Chunked, "5\r\nhelloXX0\r\n\r\n")),
            RefusedInBody("LF alone after the data of a chunk", Post(Chunked, "5\r\nhello\n" + EmptyChunks)),
            RefusedInBody("CR alone after the data of a chunk", Post(Chunked, "5\r\nhello\r" + EmptyChunks)),
            RefusedInBody("more data than the size of the chunk", Post(Chunked, "5\r\nhello!\r\n" + EmptyChunks)),
            RefusedInBody("LF ends the last chunk", Post(Chunked, "5\r\nhello\r\n0\n\r\n")),
            RefusedInBody("LF ends the body", Post(Chunked, "5\r\nhello\r\n0\r\n\n")),
            RefusedInBody("a trailer without colon", Post(Chunked, "5\r\nhello\r\n0\r\nfoo\r\n\r\n")),
            RefusedInBody("a trailer with a space in its name", Post(Chunked, "5\r\nhello\r\n0\r\nfoo : x\r\n\r\n")),
            RefusedInBody("a folded trailer", Post(Chunked, "5\r\nhello\r\n0\r\nfoo: x\r\n y\r\n\r\n")),
            RefusedInBody("CR inside a trailer", Post(Chunked, "5\r\nhello\r\n0\r\nfoo: x\ry\r\n\r\n")),
        ];

    /// <summary>A second request hidden where one of the parsers would see it.</summary>
    private static IEnumerable<BadRequest> Smuggled()
    {
        const string evil = "GET /evil HTTP/1.1\r\nHost: a.test\r\n\r\n";
        return
        [
            Refused(
                "request smuggled behind a chunked end",
                Post($"Content-Length: {5 + evil.Length}\r\n{Chunked}", EmptyChunks + evil)
            ),
            Refused(
                "request smuggled in the body of a chunk",
                Post("Content-Length: 4\r\n" + Chunked, $"{evil.Length:x}\r\n{evil}\r\n{EmptyChunks}")
            ),
            RefusedInBody(
                "request smuggled behind a LF in an extension",
                Post(Chunked, $"2;\nxx\r\n{evil.Length:x}\r\n{evil}\r\n{EmptyChunks}")
            ),
            Refused(
                "request smuggled behind a bad coding",
                Post("Transfer-Encoding: chunkedd\r\n", EmptyChunks + evil),
                400,
                501
            ),
        ];
    }

    private static void IsHello(Testbed.RecordedRequest request)
    {
        Assert.Equal("hello", request.Text);
        Assert.Equal(["5"], request.Head.Values("Content-Length"));
    }

    private static string Post(string fields, string body) => $"POST / HTTP/1.1\r\nHost: a.test\r\n{fields}\r\n{body}";

    private static string Show(string text) => text.Replace("\t", "\\t").Replace("\0", "\\0");
}
