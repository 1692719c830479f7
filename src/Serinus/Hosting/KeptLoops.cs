using Microsoft.Extensions.Logging;

namespace Serinus.Hosting;

/// <summary>Background loops that run until the host stops. One that fails is a bug; it is told and started again, and the edge serves on.</summary>
/// <param name="log">The program's log.</param>
/// <param name="stop">Ends them.</param>
internal sealed class KeptLoops(ILogger log, CancellationToken stop)
{
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs one.</summary>
    public async Task RunAsync(string name, Func<CancellationToken, Task> run)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Run(() => run(stop), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogError(failure, "{Loop} failed and is started again; what is served stays", name);
            }

            await Task.Delay(RestartTime, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
