using System.Collections.Concurrent;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>Exactly so many requests over several connections, and who answered them.</summary>
internal static class RequestCount
{
    /// <summary>Sends the requests and counts answers by the part of their body before the first dash: the Service of a pod named <c>app-3</c>.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> ByServiceAsync(
        int port,
        string host,
        int requests,
        int connections = 8,
        string path = "/"
    )
    {
        var left = requests;
        var counts = new ConcurrentDictionary<string, int>();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(ClientAsync)));
        return counts;

        async Task ClientAsync()
        {
            await using var client = await RawClient.ConnectAsync(port);
            client.Reader.Keeps = false;
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
                var response = await client.ReadResponseAsync();
                var who = response.Status == 200 ? ServiceOf(response.Text) : $"{response.Status}";
                counts.AddOrUpdate(who, 1, (_, count) => count + 1);
            }
        }
    }

    private static string ServiceOf(string pod) => pod[..pod.LastIndexOf('-')];
}
