namespace Serinus.EndToEnd.BadTraffic;

/// <summary>An arena per way, started when a test first asks for it. Tests of a class follow one another.</summary>
public sealed class Arenas : IAsyncDisposable
{
    private readonly Dictionary<string, Arena> started = [];

    public async Task<Arena> OnAsync(string way)
    {
        if (!started.TryGetValue(way, out var arena))
            started[way] = arena = await Arena.StartAsync(way);
        return arena;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var arena in started.Values)
            await arena.DisposeAsync();
    }
}
