using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Cache;
using Serinus.Providers.Kubernetes.Discovery;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Status;

/// <summary>
/// Writes back to the cluster: statuses of Ingresses, and problems as Events. One replica does, the holder of a Lease; without the right to
/// write none does, and that is said once. What is to be written may be replaced at any time by any thread; one loop writes.
/// </summary>
internal sealed class Reporting
{
    // Several changes in a row are one turn.
    private static readonly TimeSpan turnPause = TimeSpan.FromMilliseconds(250);

    private readonly KubernetesConfig config;
    private readonly LeaderLease lease;
    private readonly IngressStatuses statuses;
    private readonly ProblemEvents events;
    private readonly TimeProvider time;
    private readonly Action<bool, string> tell;
    private readonly HashSet<string> toldRights = [];
    private readonly ChangeSignal changed = new();
    private volatile Subject? subject;
    private ImmutableArray<Problem> problems = [];
    private volatile bool isLeader;

    /// <param name="api">The API server.</param>
    /// <param name="config">What is published.</param>
    /// <param name="ns">Namespace of the Lease.</param>
    /// <param name="identity">Name of this replica.</param>
    /// <param name="pod">Pod it runs in; null outside of pods.</param>
    /// <param name="tell">Takes what an operator should know; true for a warning.</param>
    /// <param name="time">The clock.</param>
    public Reporting(
        IApiServer api,
        KubernetesConfig config,
        string ns,
        string identity,
        string? pod,
        Action<bool, string> tell,
        TimeProvider time
    )
    {
        (this.config, this.tell, this.time) = (config, tell, time);
        Namespace = ns;
        lease = new LeaderLease(api, ns, identity, time, LeaderLease.Reporting) { Pod = pod };
        statuses = new IngressStatuses(api);
        events = new ProblemEvents(api, identity, time);
    }

    /// <summary>Namespace of the Lease.</summary>
    public string Namespace { get; }

    /// <summary>Whether this replica is the one that writes.</summary>
    public bool IsLeader => isLeader;

    /// <summary>Takes what is served now.</summary>
    public void Served(ClusterView view, Translation translation)
    {
        subject = new Subject(view, translation);
        changed.Set();
    }

    /// <summary>Takes everything that is wrong now.</summary>
    public void Report(ImmutableArray<Problem> all)
    {
        ImmutableInterlocked.InterlockedExchange(ref problems, all);
        changed.Set();
    }

    /// <summary>Writes until cancelled; then gives up the Lease.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!config.WriteStatus)
            return;
        try
        {
            var nextTry = time.GetTimestamp();
            while (true)
            {
                if (time.GetElapsedTime(nextTry) >= TimeSpan.Zero)
                {
                    nextTry = time.GetTimestamp() + (long)(LeaderLease.Interval.TotalSeconds * time.TimestampFrequency);
                    await HoldAsync(cancellationToken);
                }

                if (isLeader)
                    await WriteAsync(cancellationToken);
                await WaitAsync(time.GetElapsedTime(time.GetTimestamp(), nextTry), cancellationToken);
                await Task.Delay(turnPause, time, cancellationToken);
            }
        }
        finally
        {
            isLeader = false;
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            await ReleaseAsync(limit.Token);
        }
    }

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        if (await lease.TryAsync(cancellationToken) is { Kind: FailureKind.Forbidden })
            TellRight(
                "coordination.k8s.io",
                "leases",
                "get, create, update",
                Namespace,
                "statuses and Events are not written: replicas cannot agree who does"
            );
        var before = isLeader;
        isLeader = lease.IsHeld;
        if (isLeader && !before)
            tell(false, "this replica writes statuses and Events from now on");
        else if (before && !isLeader)
            tell(false, "another replica writes statuses and Events from now on");
    }

    // What fails is tried again at the next turn, which comes with the next renewal of the Lease at the latest.
    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (subject is not { } now)
            return;
        if (PublishedAddresses.Find(config, now.View, out _) is { } addresses)
        {
            var failure = await statuses.WriteAsync(
                now.Translation.Served,
                addresses,
                () => lease.IsHeld,
                cancellationToken
            );
            if (failure is { Kind: FailureKind.Forbidden })
                TellRight("networking.k8s.io", "ingresses/status", "update, patch", "", "statuses are not written");
        }

        var untold = await events.WriteAsync(problems, now.View, () => lease.IsHeld, cancellationToken);
        if (untold is { Kind: FailureKind.Forbidden })
            TellRight("", "events", "create, patch", "", "Events are not written");
    }

    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await lease.ReleaseAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Nobody answers; the Lease runs out by itself.
        }
    }

    private void TellRight(string group, string resource, string verbs, string ns, string effect)
    {
        if (!toldRights.Add(resource))
            return;
        var right = new MissingRight(group, resource, verbs, ns, effect).ToProblem();
        tell(true, $"{right.Message}; {right.Cure}");
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (longest <= TimeSpan.Zero)
            return;
        using var limit = new CancellationTokenSource(longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await changed.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to renew.
        }
    }

    private sealed record Subject(ClusterView View, Translation Translation);
}
