using System.Collections.Immutable;
using Serinus.Orders;
using Serinus.Providers;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>Where an edge's configuration comes from. Settings of the whole edge stand in one of them.</summary>
public sealed record EdgeSources
{
    /// <summary>File or directory; none when absent.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>What was said once, at start, such as on the command line; nothing when absent.</summary>
    public Fragment? Static { get; init; }

    /// <summary>
    /// Gives the orders of rollouts that were given before the program was started, so that their routes are not served as they were written
    /// meanwhile; ends in bounded time and throws nothing but on cancellation. Nothing is restored when absent.
    /// </summary>
    public Func<LiveOrders, CancellationToken, Task>? RestoreOrders { get; init; }

    /// <summary>
    /// How long the first publish of an edge that reads a cluster waits until somebody says that the orders of rollouts are restored; not at
    /// all unless set.
    /// </summary>
    public TimeSpan OrdersWait { get; init; }

    /// <summary>
    /// Admin endpoints of the other edges where they find each other, such as through a Service of a cluster; asked again and again. They are
    /// not given orders, which they read themselves. Those of the configuration when absent.
    /// </summary>
    public Func<ImmutableArray<Uri>>? Peers { get; init; }

    /// <summary>Makes the provider of a cluster, when the settings of the edge ask for one.</summary>
    public Func<KubernetesConfig, IProvider>? Kubernetes { get; init; }
}
