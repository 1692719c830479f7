using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Serinus.Orders;
using Serinus.Peers;
using Serinus.Providers.Kubernetes.Rollouts;
using Serinus.Providers.Outside;
using Serinus.Proxy.Pipeline;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Delivery;

/// <summary>The rollouts of a cluster, put between this edge and outside services: their states and orders are kept in the cluster.</summary>
public sealed class ClusterRollouts : IOrderTaker, IAsyncDisposable
{
    /// <summary>How long the first publish waits for the orders of a cluster.</summary>
    public static readonly TimeSpan OrdersWait = TimeSpan.FromSeconds(10);

    private readonly KubernetesRollouts cluster;
    private readonly LiveOrders orders;
    private readonly EdgeTraffic traffic;
    private readonly OutsideServices outside;

    /// <summary>Makes them; <see cref="RunAsync"/> runs them.</summary>
    /// <param name="cluster">The rollouts of the cluster.</param>
    /// <param name="orders">The orders this edge holds.</param>
    /// <param name="traffic">The edges.</param>
    /// <param name="news">Who hears of every rollout now.</param>
    /// <param name="log">The program's log.</param>
    /// <param name="time">The clock.</param>
    public ClusterRollouts(
        KubernetesRollouts cluster,
        LiveOrders orders,
        EdgeTraffic traffic,
        Func<ImmutableArray<AlertSpec>> news,
        ILogger log,
        TimeProvider time
    )
    {
        (this.cluster, this.orders, this.traffic) = (cluster, orders, traffic);
        outside = new OutsideServices(
            (isWarning, message) =>
                log.Log(isWarning ? LogLevel.Warning : LogLevel.Information, "rollouts: {Message}", message),
            time,
            cluster.News
        )
        {
            Settings = () => new OutsideSettings { News = news() },
        };
        Set = cluster.Attach(traffic, outside, this);
        orders.CanaryTakenOut += Set.Signal;
    }

    /// <summary>The rollouts, to be looked at and asked.</summary>
    public RolloutSet Set { get; }

    /// <summary>Where they are seen and acted on, beside those of files where there are any.</summary>
    /// <param name="files">Where rollouts of files are seen; null where there are none.</param>
    /// <param name="live">What is served now; null before the first publish.</param>
    public RolloutDesk Desk(RolloutDesk? files, Func<LiveSnapshot?> live)
    {
        files?.Add(Set);
        return files ?? new RolloutDesk(Set, live, TimeProvider.System);
    }

    /// <summary>Runs them until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => cluster.RunAsync(cancellationToken);

    /// <inheritdoc/>
    public void Give(RolloutSpec spec, RunState state) => orders.Give(OrderMaker.Of(spec, state));

    /// <inheritdoc/>
    public void Forget(string rollout) => traffic.Forget(rollout);

    /// <inheritdoc/>
    public void Restored() => orders.Restored();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        orders.CanaryTakenOut -= Set.Signal;
        await cluster.DisposeAsync();
        outside.Dispose();
    }
}
