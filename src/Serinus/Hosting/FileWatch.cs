using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Serinus.Providers;
using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>The provider of configuration files: follows them, and reads them anew when asked to.</summary>
/// <param name="files">The file or directory.</param>
/// <param name="log">The program's log.</param>
internal sealed class FileWatch(FileProvider files, ILogger log) : IProvider
{
    // Holds one token while somebody has asked; any number of requests is one reading.
    private readonly Channel<bool> asked = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Takes what is read before anybody else, and says what of it is published.</summary>
    public Func<FileReading, Fragment> Take { get; set; } = said => said.Fragment;

    /// <inheritdoc/>
    public string Name => FileProvider.ProviderName;

    /// <summary>Reads everything now, whether or not a change was noticed.</summary>
    public void Reload()
    {
        log.LogInformation("asked to read the configuration");
        asked.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public async Task RunAsync(Action<Fragment> publish, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The provider is read by one at a time: a reading that was asked for takes the watch's place.
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watch = files.WatchAsync(said => publish(Take(said)), watching.Token);
            await Task.WhenAny(watch, asked.Reader.ReadAsync(watching.Token).AsTask());
            await watching.CancelAsync();
            try
            {
                await watch;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                publish(Take(files.Read()));
            }
        }
    }

    /// <summary>Nothing can be written back to a file; the log tells what is wrong.</summary>
    public void Report(ImmutableArray<Problem> problems) { }
}
