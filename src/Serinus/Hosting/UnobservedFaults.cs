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

    private void Tell(object? sender, UnobservedTaskExceptionEventArgs fault)
    {
        // The framework's server leaves the end of a client's stream to nobody now and then: that is the client's doing.
        if (fault.Exception.Flatten().InnerExceptions.All(one => one is IOException))
            log.LogDebug(fault.Exception, "a connection ended while nobody waited for it");
        else
            log.LogWarning(fault.Exception, "a fault of the edge itself that nobody waited for; please report it");
    }
}
