using Serinus.Testbed;

namespace Serinus.EndToEnd;

/// <summary>The program with one recording upstream, per transport, started when a test first asks for it.</summary>
public sealed class Edges : IAsyncDisposable
{
    private readonly Dictionary<string, (SerinusProcess Edge, RecordingUpstream Upstream)> started = [];

    public async Task<(SerinusProcess Edge, RecordingUpstream Upstream)> OnAsync(string transport)
    {
        if (!started.TryGetValue(transport, out var pair))
        {
            var upstream = new RecordingUpstream();
            pair = (await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport), upstream);
            started[transport] = pair;
        }

        pair.Upstream.Script = RecordingUpstream.AnswerOkAsync;
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
