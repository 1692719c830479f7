using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Cache;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Discovery;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Status;
using Serinus.Rollouts.Run;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// Rollouts of what a cluster holds. Every replica serves the orders that statuses of Canaries hold; the one that has the Lease plans, and
/// writes them. One loop works, another one holds the Lease; what they know may be read by anybody.
/// </summary>
public sealed class KubernetesRollouts : IAsyncDisposable
{
    // Several changes in a row are one turn.
    private static readonly TimeSpan gathering = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan turn = TimeSpan.FromSeconds(1);

    // Requests of all rollouts that are under way at once; Events have a line of their own, so that no decision stands behind them.
    private const int RequestsMax = 32;
    private const int EventsMax = 8;

    private readonly IApiServer api;
    private readonly BoundedApi bounded;
    private readonly BoundedApi telling;
    private readonly KubernetesConfig config;
    private readonly KubernetesRolloutsConfig settings;
    private readonly string identity;
    private readonly Action<bool, string> tell;
    private readonly TimeProvider time;
    private readonly Pace pace;
    private readonly LeaderLease lease;
    private readonly ConcurrentDictionary<string, LiveFacts> facts = new(StringComparer.Ordinal);
    private readonly LiveSpecs specs = new();
    private readonly ChangeSignal changed = new();
    private volatile ClusterKnown known = ClusterKnown.Nothing;
    private volatile Wrong problems = new([]);
    private volatile Led? led;
    private volatile bool isConfirmed;
    private volatile bool wasHeld;
    private StoredOrders? orders;
    private RolloutSet? rollouts;

    // What follows belongs to the loop that works.
    private CanaryFaults faults = CanaryFaults.None;
    private (object Specs, string? OtherLeader)? judgedBy;
    private object? taken;

    internal KubernetesRollouts(
        IApiServer api,
        KubernetesConfig config,
        string ns,
        string? pod,
        Action<bool, string> tell,
        TimeProvider time,
        Pace pace
    )
    {
        (this.api, this.config, this.tell, this.time, this.pace) = (api, config, tell, time, pace);
        settings = config.Rollouts!;
        identity = $"{pod ?? Environment.MachineName}_{Guid.NewGuid():N}";
        lease = new LeaderLease(api, settings.Namespace ?? ns, identity, time, LeaderLease.Rollouts) { Pod = pod };
        bounded = new BoundedApi(api, RequestsMax);
        telling = new BoundedApi(api, EventsMax);
        News = new RunEvents(telling, rollout => known.Find(rollout), identity, tell);
    }

    /// <summary>Tells news as Events of the cluster.</summary>
    public INewsTeller News { get; }

    /// <summary>Whether this replica plans.</summary>
    public bool Leads => lease.IsHeld;

    /// <summary>Called when what is wrong has changed.</summary>
    internal Action ProblemsChanged { get; set; } = () => { };

    /// <summary>What is wrong with what is asked for, and what is missing to do it.</summary>
    internal ImmutableArray<Problem> Problems => problems.All;

    /// <summary>Whether something says where the admin endpoints of all edges are.</summary>
    public bool HasPeers => settings.PeersService is not null;

    /// <summary>The admin endpoints of all edges, this one's among them; none before they are known.</summary>
    public ImmutableArray<Uri> Peers => PeerAddresses.Of(settings.PeersService, known.View);

    /// <summary>How it stands, for the API.</summary>
    internal JsonObject State =>
        new()
        {
            ["leads"] = Leads,
            ["lease"] = LeaderLease.Rollouts,
            ["leaseTransitions"] = lease.Transitions,
            ["canaries"] = known.Canaries.Count,
            ["decisions"] = rollouts?.Decisions,
            ["oldestDecision"] = rollouts?.DecidedAt?.ToString("O"),
            ["peers"] = new JsonArray([.. Peers.Select(peer => (JsonNode)peer.ToString())]),
        };

    /// <summary>Puts it between what it works with; once, before <see cref="RunAsync"/>.</summary>
    /// <param name="traffic">The edges.</param>
    /// <param name="outside">Outside services.</param>
    /// <param name="taker">The edge of this replica.</param>
    /// <returns>The rollouts, to be looked at and asked.</returns>
    public RolloutSet Attach(ITraffic traffic, IOutside outside, IOrderTaker taker)
    {
        var cache = new LeaderCache(
            api,
            new ServerSurvey(api, config.Namespaces, LeaderCandidates.All(settings.Flagger)),
            pace,
            time,
            changed.Set
        );
        var objects = new ClusterObjects(bounded, () => lease.IsHeld);
        var around = new Surroundings(cache, () => known.View, new TrackedConfigs(bounded, cache), objects);
        var target = new ClusterTarget(around, bounded, rollout => known.Find(rollout), FactsOf);
        rollouts = new RolloutSet(
            new RunnerPorts
            {
                Store = new CanaryStore(
                    bounded,
                    lease,
                    rollout => known.Find(rollout),
                    rollout => known.Find(rollout) is { } canary ? specs.Find(canary.Meta.Key) : null,
                    FactsOf,
                    time
                ),
                Target = target,
                Traffic = new NotedTraffic(traffic, FactsOf),
                Outside = outside,
                Time = time,
                MayPlan = () => lease.IsHeld && cache.IsSynced,
                Report = (rollout, text) =>
                    tell(text.Length > 0, $"rollout {rollout}: {(text.Length > 0 ? text : "goes on")}"),
            }
        );
        orders = new StoredOrders(taker);
        led = new Led(
            cache,
            new LiveReferences(api, cache, pace, time, changed.Set),
            new Leading(bounded, cache, objects, target, rollouts, lease, FactsOf, settings, identity, time)
        );
        return rollouts;
    }

    /// <summary>Works until cancelled; then gives up the Lease.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var holding = Task.Run(() => HoldAsync(stopping.Token), CancellationToken.None);
        Following? following = null;
        try
        {
            while (true)
            {
                if (lease.IsHeld && following is null)
                    following = new Following(led!.Cache, stopping.Token);
                else if (!lease.IsHeld && following is not null)
                {
                    await following.StopAsync();
                    following = null;
                    await led!.References.StopAsync();
                }

                await StepAsync(cancellationToken);
                await WaitAsync(cancellationToken);
            }
        }
        finally
        {
            await stopping.CancelAsync();
            if (following is not null)
                await following.StopAsync();
            await holding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await led!.References.StopAsync();
        }
    }

    /// <summary>Takes what is known of the cluster now.</summary>
    internal void See(ClusterKnown now)
    {
        known = now;
        changed.Set();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (rollouts is not null)
            await rollouts.DisposeAsync();
        bounded.Dispose();
        telling.Dispose();
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = known;
        if (ReferenceEquals(now, ClusterKnown.Nothing))
            return;
        var part = led!;
        var leads = lease.IsHeld && part.Cache.IsSynced;
        if (leads)
            await part.References.UpdateAsync(cancellationToken);
        var references = leads ? part.References.Now : CanaryReferences.None;
        specs.Update(now, references);
        // What Canaries refer to is known to whoever leads alone; the others have nothing to say of it.
        if (leads && part.References.IsComplete)
            Judge(now, part.Leading);
        if (!ReferenceEquals(taken, specs.Version))
        {
            taken = specs.Version;
            rollouts!.Set(specs.All);
            foreach (var gone in facts.Keys.Where(rollout => now.Find(rollout) is null))
                facts.TryRemove(gone, out _);
        }

        if (leads && !wasHeld)
            rollouts!.SignalAll();
        wasHeld = leads;
        var confirms = isConfirmed;
        isConfirmed = false;
        orders!.Give(now, specs, confirms, leads);
        if (leads)
            await part.Leading.StepAsync(now, specs, faults, cancellationToken);
        Report(now, leads ? part : null);
    }

    /// <summary>Finds what is wrong, if what is asked for has changed, or who leads beside this one.</summary>
    private void Judge(ClusterKnown now, Leading leading)
    {
        var by = (specs.Version, leading.OtherLeader);
        if (judgedBy == by)
            return;
        judgedBy = by;
        var wrong = ImmutableArray.CreateBuilder<ObjectKey>();
        var all = ImmutableArray.CreateBuilder<Problem>();
        var late = TargetClaims.Late(now.Canaries.Values);
        foreach (var (key, canary) in now.Canaries)
        {
            var own = specs.ProblemsOf(key);
            if (leading.Forbids(canary) is { } forbidden)
                own = own.Insert(0, forbidden);
            if (late.TryGetValue(key, out var claim))
                own = own.Insert(0, claim);
            if (!own.IsEmpty)
            {
                wrong.Add(key);
                all.AddRange(own);
            }

            var rollout = key.ToString();
            var seen = FactsOf(rollout);
            if (seen.Wrong.SequenceEqual(own))
                continue;
            seen.Wrong = own;
            rollouts!.Signal(rollout);
        }

        faults = new CanaryFaults(wrong.ToImmutable(), all.ToImmutable());
    }

    private void Report(ClusterKnown now, Led? part)
    {
        ImmutableArray<Problem> all =
        [
            .. part is null ? now.Canaries.Values.SelectMany(canary => canary.Problems) : faults.All,
            .. part?.Leading.Problems ?? [],
            .. part?.Cache.Missing.Select(right => right.ToProblem()) ?? [],
            .. part?.Cache.Absent.Select(kind => kind.ToProblem()) ?? [],
        ];
        if (problems.All.SequenceEqual(all))
            return;
        problems = new Wrong(all);
        ProblemsChanged();
    }

    /// <summary>Holds the Lease, or looks who does: orders are confirmed by its being renewed.</summary>
    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        var before = (IsHeld: false, RenewedAt: 0L);
        var told = "";
        try
        {
            while (true)
            {
                var failure = await lease.TryAsync(cancellationToken, settings.Lead);
                Tell(ref told, failure);
                var now = (lease.IsHeld, lease.RenewedAt);
                if (now.IsHeld && !before.IsHeld)
                    tell(false, "this replica leads rollouts from now on");
                else if (!now.IsHeld && before.IsHeld)
                    tell(false, "this replica leads rollouts no more");
                if (lease.IsAnybodys && now.RenewedAt != before.RenewedAt)
                    isConfirmed = true;
                before = now;
                changed.Set();
                await Task.Delay(LeaderLease.Interval, time, cancellationToken);
            }
        }
        finally
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            try
            {
                await lease.ReleaseAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                tell(true, "the Lease of rollouts could not be given up; it runs out by itself");
            }
        }
    }

    private void Tell(ref string told, ApiFailure? failure)
    {
        var text = failure?.Kind == FailureKind.Forbidden ? failure.Message : "";
        if (text != told && text.Length > 0)
        {
            var right = new MissingRight(
                "coordination.k8s.io",
                "leases",
                "get, create, update",
                settings.Namespace ?? "",
                "replicas cannot agree who leads rollouts, so none does"
            ).ToProblem();
            tell(true, $"{right.Message}; {right.Cure}");
        }

        told = text;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(turn, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await changed.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }

        await Task.Delay(gathering, time, cancellationToken);
        changed.Clear();
    }

    private LiveFacts FactsOf(string rollout) => facts.GetOrAdd(rollout, _ => new LiveFacts());

    private sealed record Wrong(ImmutableArray<Problem> All);

    private sealed record Led(LeaderCache Cache, LiveReferences References, Leading Leading);

    /// <summary>The informers of whoever leads, while he does.</summary>
    private sealed class Following
    {
        private readonly CancellationTokenSource stop;
        private readonly Task run;

        public Following(LeaderCache cache, CancellationToken cancellationToken)
        {
            stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            run = Task.Run(() => cache.RunAsync(stop.Token), CancellationToken.None);
        }

        public async Task StopAsync()
        {
            await stop.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }
    }
}
