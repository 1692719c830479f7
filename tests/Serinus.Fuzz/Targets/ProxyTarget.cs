using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Fuzz.Targets;

/// <summary>A PROXY header of either version: cut anyhow it says the same, a plain reader reads the same, and so does whoever gets it written anew.</summary>
internal sealed partial class ProxyTarget : Target
{
    private const int TextBytesMax = 107;
    private const int FixedBytes = 16;

    public override string Name => "proxy";

    public override IReadOnlyList<string> Words =>
        [
            "PROXY ",
            "TCP4 ",
            "TCP6 ",
            "UNKNOWN",
            "192.0.2.1",
            "2001:db8::1",
            "::ffff:192.0.2.1",
            " ",
            "65535",
            "65536",
            "0",
            "\r\n",
            "\r",
            "\n",
            "\r\n\r\n\0\r\nQUIT\n",
            "\x20",
            "\x21",
            "\x11\0\x0c",
            "\x21\0\x24",
            "\0\0",
            "\x03\0\x04",
        ];

    public override void Check(byte[] input)
    {
        var status = ProxyHeaderParser.Parse(input, out var header);
        foreach (var pieces in Pieces.Of(input))
            Law.Same($"{status} {header}", Read(input, pieces), "pieces give what the whole gives");
        if (status == ParseStatus.NeedMore)
            Law.Holds(input.Length < ProxyHeaderParser.BytesMax, "no more is asked for than a header may have");
        if (status != ParseStatus.Done)
            return;

        Law.Holds(header.Length <= Math.Min(input.Length, ProxyHeaderParser.BytesMax), "a header is in what came");
        Law.Same(
            $"{ParseStatus.NeedMore}",
            $"{ProxyHeaderParser.Parse(input.AsSpan(..(header.Length - 1)), out _)}",
            "a byte less is not whole"
        );
        byte[] followed = [.. input[..header.Length], .. "GET / HTTP/1.1\r\n"u8];
        Law.Same($"{status} {header}", Read(followed, [followed.Length]), "what follows changes nothing");
        var bytes = input[..header.Length];
        Law.Same(
            $"{(bytes[0] == 'P' ? Text(Encoding.Latin1.GetString(bytes)) : Binary(bytes))}",
            $"{header.Ends}",
            "a plain reader reads the same"
        );
        if (header.Ends is { } ends)
            CheckWritten(in ends);
    }

    private static void CheckWritten(in Ends ends)
    {
        foreach (var version in new[] { ProxyProtocolVersion.V1, ProxyProtocolVersion.V2 })
        {
            var written = ProxyHeaderWriter.Bytes(version, in ends);
            var status = ProxyHeaderParser.Parse(written.Span, out var again);
            Law.Same(
                $"{ParseStatus.Done} {new ProxyHeader(written.Length, ends)}",
                $"{status} {again}",
                "what is written is what was read"
            );
        }
    }

    private static string Read(byte[] input, IEnumerable<int> pieces)
    {
        var status = ParseStatus.NeedMore;
        ProxyHeader header = default;
        foreach (var length in pieces)
        {
            status = ProxyHeaderParser.Parse(input.AsSpan(..length), out header);
            if (status != ParseStatus.NeedMore)
                break;
        }

        return $"{status} {header}";
    }

    private static Ends? Text(string line)
    {
        Law.Holds(line.Length <= TextBytesMax, "a line is no longer than it may be");
        var match = Line().Match(line);
        Law.Holds(match.Success, $"a line by the grammar: {line}");
        if (!match.Groups["source"].Success)
            return null;
        return new Ends(Address("source"), Port("from"), Address("destination"), Port("to"));

        ClientAddress Address(string name) => ClientAddress.From(IPAddress.Parse(match.Groups[name].Value));

        int Port(string name) => ushort.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    private static Ends? Binary(byte[] bytes)
    {
        Law.Holds(bytes.AsSpan().StartsWith("\r\n\r\n\0\r\nQUIT\n"u8), "the signature");
        Law.Same($"{bytes.Length - FixedBytes}", $"{Short(14)}", "the length is what it says");
        var size = (bytes[13] >> 4) switch
        {
            1 => 4,
            2 => 16,
            _ => 0,
        };
        if (bytes[12] == 0x20 || size == 0)
            return null;
        var ports = FixedBytes + 2 * size;
        return new Ends(Address(0), Short(ports), Address(1), Short(ports + 2));

        ClientAddress Address(int index) =>
            ClientAddress.From(new IPAddress(bytes.AsSpan(FixedBytes + index * size, size)));

        int Short(int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
    }

    [GeneratedRegex(
        """
            \APROXY\ (?:UNKNOWN(?:\ [^\r\n\0]*)?
            |(?:TCP4\ (?<source>[0-9.]+)\ (?<destination>[0-9.]+)|TCP6\ (?<source>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)\ (?<destination>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*))
            \ (?<from>0|[1-9][0-9]*)\ (?<to>0|[1-9][0-9]*))\r\n\z
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant
    )]
    private static partial Regex Line();
}
