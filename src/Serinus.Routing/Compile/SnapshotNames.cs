namespace Serinus.Routing.Compile;

/// <summary>The objects of a snapshot by name, kept for the next compile.</summary>
internal sealed record SnapshotNames(
    NamedObjects<Listener> Listeners,
    NamedObjects<Service> Services,
    NamedObjects<Route> Routes,
    NamedObjects<StreamRoute> StreamRoutes,
    NamedObjects<Certificate> Certificates,
    NamedObjects<Overlay> Overlays
)
{
    public static SnapshotNames None { get; } =
        new(
            NamedObjects<Listener>.None,
            NamedObjects<Service>.None,
            NamedObjects<Route>.None,
            NamedObjects<StreamRoute>.None,
            NamedObjects<Certificate>.None,
            NamedObjects<Overlay>.None
        );
}
