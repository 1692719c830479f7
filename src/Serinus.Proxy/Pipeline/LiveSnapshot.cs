using Serinus.Proxy.Upstreams;
using Serinus.Routing;

namespace Serinus.Proxy.Pipeline;

/// <summary>A snapshot with its running sides, bound once per publish so that an exchange reaches each by index.</summary>
public sealed class LiveSnapshot(Snapshot snapshot, LiveRoute[] routes, LiveService[] services)
{
    public Snapshot Snapshot { get; } = snapshot;

    /// <summary>By <see cref="Route.Index"/>.</summary>
    public LiveRoute[] Routes { get; } = routes;

    /// <summary>By <see cref="Service.Index"/>.</summary>
    public LiveService[] Services { get; } = services;

    /// <summary>By <see cref="Listener.Index"/>: its filters, compiled.</summary>
    internal IAnswer[][] ListenerAnswers { get; init; } = [];
}
