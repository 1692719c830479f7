using System.Collections.Immutable;
using Serinus.Routing;

namespace Serinus.Proxy.Telemetry;

/// <summary>Counters of one stream route. Carried from snapshot to snapshot by the route's name; its arms by their names.</summary>
public sealed class StreamMetrics
{
    private StreamMetrics(ImmutableArray<StreamArmMetrics> arms) => Arms = arms;

    /// <summary>By backend index; one more at the end for what was refused without a backend.</summary>
    public ImmutableArray<StreamArmMetrics> Arms { get; }

    /// <summary>Makes the counters of <paramref name="route"/>, going on from <paramref name="previous"/> where arms have the same name.</summary>
    public static StreamMetrics For(StreamRoute route, StreamMetrics? previous, int loops)
    {
        var names = route.Backends.Select(backend => backend.Name).Append("").ToArray();
        if (previous is not null && previous.Arms.Select(arm => arm.Name).SequenceEqual(names))
            return previous;
        return new StreamMetrics([
            .. names.Select(name =>
                previous?.Arms.FirstOrDefault(arm => arm.Name == name) ?? new StreamArmMetrics(name, loops)
            ),
        ]);
    }

    /// <summary>Counters of what no stream route takes.</summary>
    public static StreamMetrics Unmatched(int loops) => new([new StreamArmMetrics("", loops)]);

    /// <summary>The arm with this index; that of no backend when it is below 0.</summary>
    internal StreamArmMetrics Arm(int backend) => Arms[backend < 0 ? Arms.Length - 1 : backend];
}
