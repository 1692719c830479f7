using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Serinus.Hosting;

/// <summary>Tells the log which listeners open and close. Called by one thread at a time.</summary>
/// <param name="log">The program's log.</param>
internal sealed class AnnouncedListeners(ILogger log)
{
    private ImmutableArray<(string Name, IPEndPoint EndPoint)> announced = [];

    /// <summary>Whether none is open.</summary>
    public bool AreNone => announced.IsEmpty;

    /// <summary>Takes those that are open now.</summary>
    public void Announce(ImmutableArray<(string Name, IPEndPoint EndPoint)> bound)
    {
        foreach (var (name, endPoint) in bound.Except(announced))
            log.LogInformation("listener {Name} is open on {EndPoint}", name, endPoint);
        foreach (var (name, endPoint) in announced.Except(bound))
            log.LogInformation("listener {Name} on {EndPoint} is closed", name, endPoint);
        announced = bound;
    }
}
