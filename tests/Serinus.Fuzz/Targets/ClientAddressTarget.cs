using System.Net;
using System.Text;
using Serinus.Proxy.Pipeline;
using Serinus.Routing.Match;

namespace Serinus.Fuzz.Targets;

/// <summary>X-Forwarded-For, one field per line of the input: who is behind trusted proxies, and never anybody a stranger names.</summary>
internal sealed class ClientAddressTarget : Target
{
    private static readonly ClientAddress Peer = ClientAddress.From(IPAddress.Parse("10.0.0.1"));
    private static readonly NetworkSet Trusted = NetworkSet.TryParse(["10.0.0.0/8", "fd00::/8"], out var set, out _)
        ? set
        : NetworkSet.Nobody;

    public override string Name => "client";

    public override IReadOnlyList<string> Words =>
        [
            "\n",
            ",",
            ", ",
            " ",
            "\t",
            "10.0.0.2",
            "10.1.2.3",
            "192.0.2.7",
            "::1",
            "fd00::1",
            "2001:db8::1",
            "::ffff:10.0.0.1",
            "%eth0",
            "[::1]",
            ":80",
            "unknown",
            "_hidden",
            "1.2.3",
            "01.2.3.4",
            "256.1.1.1",
        ];

    public override void Check(byte[] input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        foreach (var line in lines)
            CheckAddress(line);

        var client = ForwardedFields.Client(HeadOf(lines), Peer, Trusted);

        Law.Same($"{Expected(lines)}", $"{client}", "the last address that is not a trusted proxy's");
        Law.Holds(
            ForwardedFields.Client(HeadOf(lines), ClientAddress.From(IPAddress.Loopback), Trusted)
                == ClientAddress.From(IPAddress.Loopback),
            "a stranger's word is not taken"
        );
    }

    private static void CheckAddress(string text)
    {
        if (!ClientAddress.TryParse(Encoding.Latin1.GetBytes(text), out var address))
            return;
        Law.Holds(IPAddress.TryParse(text, out var parsed), $"an address: {text}");
        Law.Same($"{ClientAddress.From(parsed!)}", $"{address}", "the address is what it says");
        var bytes = new byte[45];
        var written = bytes.AsSpan(0, address.Format(bytes));
        Law.Holds(ClientAddress.TryParse(written, out var again) && again == address, $"written, read: {text}");
    }

    /// <summary>The rule in plain words: from the right, hops that are trusted are passed, and what cannot be read ends the search.</summary>
    private static ClientAddress Expected(string[] lines)
    {
        var client = Peer;
        foreach (
            var hop in lines.Reverse().SelectMany(line => line.Split(',').Reverse().SkipWhile(_ => line.Length == 0))
        )
        {
            if (!ClientAddress.TryParse(Encoding.Latin1.GetBytes(hop.Trim(' ', '\t')), out var address))
                return client;
            client = address;
            if (!Trusted.Contains(client))
                return client;
        }

        return client;
    }

    private static RequestHead HeadOf(string[] lines)
    {
        var head = new RequestHead();
        head.Reset(Encoding.Latin1.GetBytes(string.Join('\n', lines) + ", 192.0.2.99"));
        var at = 0;
        foreach (var line in lines)
        {
            head.Add(new HeaderField(KnownHeader.XForwardedFor, new Slice(at, 0), new Slice(at, line.Length)));
            at += line.Length + 1;
        }

        return head;
    }
}
