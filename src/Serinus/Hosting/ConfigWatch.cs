using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>Follows the configuration file, and reads it anew when asked to.</summary>
/// <param name="provider">The file.</param>
/// <param name="publish">Takes what it says.</param>
/// <param name="log">The program's log.</param>
internal sealed class ConfigWatch(FileProvider provider, Action<Fragment> publish, ILogger log)
{
    // Holds one token while somebody has asked; any number of requests is one reading.
    private readonly Channel<bool> asked = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Reads everything now, whether or not a change was noticed.</summary>
    public void Reload()
    {
        log.LogInformation("asked to read the configuration");
        asked.Writer.TryWrite(true);
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            // The provider is read by one at a time: a reading that was asked for takes the watch's place.
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var watch = provider.WatchAsync(publish, watching.Token);
            await Task.WhenAny(watch, asked.Reader.ReadAsync(watching.Token).AsTask());
            await watching.CancelAsync();
            try
            {
                await watch;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                publish(provider.Load());
            }
        }
    }
}
