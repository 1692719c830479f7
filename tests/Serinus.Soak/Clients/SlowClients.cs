using Serinus.Testbed;

namespace Serinus.Soak.Clients;

/// <summary>Clients that take and do not give: each is sent away in time, or served as slowly as it reads.</summary>
internal static class SlowClients
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(100);

    /// <summary>A head that comes byte by byte and never ends.</summary>
    public static Task HeadsAsync(Traffic traffic) =>
        traffic.RepeatAsync(
            "slow head",
            Pause,
            async () =>
            {
                await using var client = await RawClient.ConnectAsync(traffic.Site.Edge.Port);
                await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Hosts.Steady}\r\nX: ");
                var answer = client.ReadToEndAsync();
                while (!answer.IsCompleted && await client.TrySendAsync("x"u8.ToArray()))
                    await Task.WhenAny(answer, Task.Delay(Drip, CancellationToken.None));
                SentAway(traffic, "slow head", await answer);
            }
        );

    /// <summary>A body that stalls.</summary>
    public static Task BodiesAsync(Traffic traffic) =>
        traffic.RepeatAsync(
            "slow body",
            Pause,
            async () =>
            {
                await using var client = await RawClient.ConnectAsync(traffic.Site.Edge.Port);
                await client.SendAsync($"POST /echo HTTP/1.1\r\nHost: {Hosts.Steady}\r\nContent-Length: 10\r\n\r\nhel");
                SentAway(traffic, "slow body", await client.ReadToEndAsync());
            }
        );

    /// <summary>A TLS port, and not even a whole greeting.</summary>
    public static Task HandshakesAsync(Traffic traffic) =>
        traffic.RepeatAsync(
            "half handshake",
            Pause,
            async () =>
            {
                await using var client = await RawClient.ConnectAsync(traffic.Site.TlsPort);
                await client.SendAsync(new byte[] { 22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3 });
                SentAway(traffic, "half handshake", await client.ReadToEndAsync());
            }
        );

    /// <summary>A megabyte, read a little at a time.</summary>
    public static Task ReadersAsync(Traffic traffic) =>
        traffic.RepeatAsync(
            "slow reader",
            Pause,
            async () =>
            {
                await using var client = await RawClient.ConnectAsync(traffic.Site.Edge.Port);
                client.Reader.Keeps = false;
                await client.SendAsync($"GET /large HTTP/1.1\r\nHost: {Hosts.Steady}\r\nConnection: close\r\n\r\n");
                var (status, head) = await client.ReadHeadAsync();
                using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
                for (var left = Upstream.LargeBytes; left > 0; left -= Math.Min(left, 20_000))
                {
                    await SkipAsync(client, head, Math.Min(left, 20_000), limit.Token);
                    await Task.Delay(Drip, CancellationToken.None);
                }

                if (status == 200)
                    traffic.Tally.Well("slow reader");
                else
                    traffic.Tally.Missed("slow reader", $"{status}");
            }
        );

    private static Task SkipAsync(RawClient client, Fields head, int bytes, CancellationToken limit) =>
        head.Has("Content-Length")
            ? client.Reader.SkipAsync(bytes, limit)
            : throw new InvalidDataException("the large body has no length");

    /// <summary>The edge says 408 or nothing, and closes.</summary>
    private static void SentAway(Traffic traffic, string kind, string answer)
    {
        if (answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal))
            traffic.Tally.Well(kind);
        else
            traffic.Tally.Missed(kind, answer);
    }
}
