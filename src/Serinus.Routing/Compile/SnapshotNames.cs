namespace Serinus.Routing.Compile;

/// <summary>The objects of a snapshot by name, kept for the next compile.</summary>
internal sealed record SnapshotNames(
    IReadOnlyDictionary<string, Listener> Listeners,
    IReadOnlyDictionary<string, Route> Routes,
    IReadOnlyDictionary<string, Service> Services
)
{
    public static SnapshotNames None { get; } =
        new(new Dictionary<string, Listener>(), new Dictionary<string, Route>(), new Dictionary<string, Service>());
}
