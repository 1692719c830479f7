using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>The program with one recording upstream, per way, started when a test first asks for it.</summary>
public sealed class Http2Edges : IAsyncDisposable
{
    private readonly Dictionary<string, (Http2Edge Edge, RecordingUpstream Upstream)> started = [];

    public async Task<(Http2Edge Edge, RecordingUpstream Upstream)> OnAsync(string way)
    {
        if (!started.TryGetValue(way, out var pair))
        {
            var upstream = new RecordingUpstream();
            pair = (await Http2Edge.StartAsync(way, Configs.OneService(upstream.Url)), upstream);
            started[way] = pair;
        }

        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (edge, upstream) in started.Values)
        {
            await edge.DisposeAsync();
            await upstream.DisposeAsync();
        }
    }
}
