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
    private volatile CancellationTokenSource reload = new();

    /// <summary>Reads everything now, whether or not a change was noticed.</summary>
    public void Reload()
    {
        log.LogInformation("asked to read the configuration");
        reload.Cancel();
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, reload.Token);
                await provider.WatchAsync(publish, either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The provider is read by one at a time, so a reading that was asked for takes the watch's place. A further
                // request after this line is another reading.
                reload = new CancellationTokenSource();
                publish(provider.Load());
            }
        }
    }
}
