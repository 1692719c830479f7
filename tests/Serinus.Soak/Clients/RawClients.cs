using System.Text;
using Serinus.Testbed;

namespace Serinus.Soak.Clients;

/// <summary>HTTP/1.1 without mercy: nothing is tried again, and no byte may be out of place.</summary>
internal static class RawClients
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>GETs on kept connections, to the hosts in turns.</summary>
    public static async Task GetAsync(Traffic traffic, params string[] hosts)
    {
        RawClient? client = null;
        var turn = 0;
        await traffic.RepeatAsync(
            "http/1.1 GET",
            Pause,
            async () =>
            {
                var host = hosts[turn++ % hosts.Length];
                var current = client ??= await ConnectAsync(traffic);
                client = null; // Until the answer is complete, so that trouble ends the connection.
                await current.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
                var response = await current.ReadResponseAsync();
                traffic.Answered("http/1.1 GET", host, response);
                if (response.Head["Connection"] == "close")
                    await current.DisposeAsync();
                else
                    client = current;
            }
        );
        if (client is not null)
            await client.DisposeAsync();
    }

    /// <summary>POSTs whose bodies come back, with a length and in chunks.</summary>
    public static async Task PostAsync(Traffic traffic)
    {
        var turn = 0;
        await traffic.RepeatAsync(
            "http/1.1 POST",
            Pause * 5,
            async () =>
            {
                var text = new string('p', 1 + turn++ % 200 * 100);
                var body =
                    turn % 2 == 0
                        ? $"Content-Length: {text.Length}\r\n\r\n{text}"
                        : $"Transfer-Encoding: chunked\r\n\r\n{text.Length:x}\r\n{text}\r\n0\r\n\r\n";
                await using var client = await RawClient.ConnectAsync(traffic.Site.Edge.Port);
                await client.SendAsync($"POST /echo HTTP/1.1\r\nHost: {Hosts.Steady}\r\n{body}");
                var response = await client.ReadResponseAsync("POST");
                if (response.Status == 200 && response.Text == text)
                    traffic.Tally.Well("http/1.1 POST");
                else
                    traffic.Tally.Missed(
                        "http/1.1 POST",
                        $"{response.Status}, {response.Body.Length} of {text.Length}"
                    );
            }
        );
    }

    /// <summary>Connections of the TCP relay, whose bytes come back after a half-close.</summary>
    public static Task RelayAsync(Traffic traffic)
    {
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i},"));
        return traffic.RepeatAsync(
            "tcp relay",
            Pause * 10,
            async () =>
            {
                await using var client = await RawClient.ConnectAsync(traffic.Site.TcpPort);
                await client.SendAsync(text);
                client.HalfClose();
                var answer = await client.ReadToEndAsync();
                if (answer == text)
                    traffic.Tally.Well("tcp relay");
                else
                    traffic.Tally.Missed("tcp relay", $"{answer.Length} of {text.Length} bytes");
            }
        );
    }

    /// <summary>Datagrams, each of which comes back.</summary>
    public static async Task DatagramsAsync(Traffic traffic)
    {
        System.Net.Sockets.UdpClient? socket = null;
        var sent = 0;
        await traffic.RepeatAsync(
            "udp relay",
            Pause * 2,
            async () =>
            {
                // Another client every now and then.
                if (sent % 100 == 0)
                {
                    socket?.Dispose();
                    socket = new System.Net.Sockets.UdpClient();
                    socket.Connect(System.Net.IPAddress.Loopback, traffic.Site.UdpPort);
                }

                var datagram = Encoding.ASCII.GetBytes($"datagram {sent++}");
                await socket!.SendAsync(datagram, CancellationToken.None);
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                var answer = await socket.ReceiveAsync(limit.Token);
                if (answer.Buffer.AsSpan().SequenceEqual(datagram))
                    traffic.Tally.Well("udp relay");
                else
                    traffic.Tally.Missed("udp relay", Encoding.ASCII.GetString(answer.Buffer));
            }
        );
        socket?.Dispose();
    }

    private static async Task<RawClient> ConnectAsync(Traffic traffic)
    {
        var client = await RawClient.ConnectAsync(traffic.Site.Edge.Port);
        client.Reader.Keeps = false;
        return client;
    }
}
