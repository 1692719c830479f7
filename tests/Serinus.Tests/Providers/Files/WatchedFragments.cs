using System.Threading.Channels;
using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

/// <summary>Watches a path as the program does, and lets a test wait for the fragment it expects.</summary>
internal sealed class WatchedFragments : IAsyncDisposable
{
    private readonly Channel<Fragment> published = Channel.CreateUnbounded<Fragment>();
    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;

    private WatchedFragments(string path)
    {
        var provider = new FileProvider(path);
        watching = Task.Run(() => provider.WatchAsync(said => published.Writer.TryWrite(said.Fragment), stop.Token));
    }

    public Fragment First { get; private set; } = new() { Provider = "" };

    public static async Task<WatchedFragments> Begin(string path)
    {
        var watched = new WatchedFragments(path);
        watched.First = await watched.Next(_ => true);
        return watched;
    }

    /// <summary>The next fragment of which <paramref name="holds"/>; fragments before it are passed over.</summary>
    public async Task<Fragment> Next(Func<Fragment, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var fragment = await published.Reader.ReadAsync(limit.Token);
            if (holds(fragment))
                return fragment;
        }
    }

    /// <summary>Whether anything was published that no test has asked for yet.</summary>
    public bool HasMore => published.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        stop.Dispose();
    }
}
