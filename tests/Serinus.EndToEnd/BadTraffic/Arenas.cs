namespace Serinus.EndToEnd.BadTraffic;

/// <summary>An arena per transport, started when a test first asks for it. Tests of a class follow one another.</summary>
public sealed class Arenas : IAsyncDisposable
{
    private readonly Dictionary<string, Arena> started = [];

    public async Task<Arena> OnAsync(string transport)
    {
        if (!started.TryGetValue(transport, out var arena))
            started[transport] = arena = await Arena.StartAsync(transport);
        return arena;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var arena in started.Values)
            await arena.DisposeAsync();
    }
}
