using Microsoft.Extensions.Logging;

namespace Serinus.Hosting;

/// <summary>Tells the log of exceptions of tasks that nobody awaited: the runtime drops them without a word, and each is a fault of the edge.</summary>
internal sealed class UnobservedFaults : IDisposable
{
    private readonly ILogger log;

    public UnobservedFaults(ILogger log)
    {
        this.log = log;
        TaskScheduler.UnobservedTaskException += Tell;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Tell;

    private void Tell(object? sender, UnobservedTaskExceptionEventArgs fault) =>
        log.LogWarning(fault.Exception, "a fault of the edge itself that nobody waited for; please report it");
}
