namespace Serinus.Fuzz.Targets;

/// <summary>Words of HTTP/1.1 messages.</summary>
internal static class HttpWords
{
    public static IReadOnlyList<string> Fields { get; } =
    [
        "\r\n",
        "\r\n\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        ":",
        ": ",
        ", ",
        "Content-Length: ",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: ",
        "Transfer-Encoding: chunked\r\n",
        "chunked",
        "gzip, chunked",
        "Connection: ",
        "close",
        "keep-alive",
        "upgrade",
        "Upgrade: websocket\r\n",
        "18446744073709551616",
        "999999999999999999",
        "\r\n ",
        "\u0080",
        "\u00ff",
        "\0",
    ];

    public static IReadOnlyList<string> Request { get; } =
    [
        .. Fields,
        "GET ",
        "POST ",
        "OPTIONS * HTTP/1.1\r\n",
        "CONNECT ",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        " HTTP/1.1\r\n",
        " HTTP/1.0\r\n",
        " HTTP/2.0\r\n",
        "http://",
        "https://a.test:80/",
        "Host: a.test\r\n",
        "Host: [::1]:8080\r\n",
        "Content_Length: 5\r\n",
        "X_Forwarded_For: 1.2.3.4\r\n",
        "X-Forwarded-For: 1.2.3.4\r\n",
        "Expect: 100-continue\r\n",
        "Cookie: a=b\r\n",
        "%2e",
        "%2E%2e/",
        "%2f",
        "%5C",
        "%00",
        "%c3%a9",
        "/../",
        "/./",
        "..;/",
        "//",
        "?",
        "#",
        "0\r\n\r\n",
        "GET /evil HTTP/1.1\r\nHost: b.test\r\n\r\n",
    ];

    public static IReadOnlyList<string> Response { get; } =
    [.. Fields, "HTTP/1.1 ", "HTTP/1.0 200\r\n", "HTTP/1.1 101 Switching Protocols\r\n", "204", "304", "Date: x\r\n"];

    public static IReadOnlyList<string> Body { get; } =
    [
        .. Fields,
        "0\r\n",
        "0\r\n\r\n",
        "5\r\nhello\r\n",
        ";a=b",
        ";\"",
        "0x",
        "ffffffffffffffff",
        "000000000000000",
        "Host: b.test\r\n",
        "Authorization: x\r\n",
        "X-Sum: 1\r\n",
    ];
}
