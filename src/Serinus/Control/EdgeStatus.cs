using System.Collections.Immutable;
using System.Net;
using Serinus.Delivery;
using Serinus.Orders;
using Serinus.Providers;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;

namespace Serinus.Control;

/// <summary>
/// What the program knows about itself: written by the control plane, read by the admin endpoint at any time. Every property
/// is one reference or number; two read one after the other may belong to two moments.
/// </summary>
/// <param name="telemetry">Counters of the data plane.</param>
/// <param name="live">What is served now; null before the first publish.</param>
/// <param name="bound">Where the data plane listens.</param>
public sealed class EdgeStatus(
    EdgeTelemetry telemetry,
    Func<LiveSnapshot?> live,
    Func<ImmutableArray<(string Name, IPEndPoint EndPoint)>> bound
)
{
    private Outcome outcome = new([], default);
    private long reloadsWithoutErrors;
    private long reloadsWithErrors;
    private volatile bool draining;

    public EdgeTelemetry Telemetry { get; } = telemetry;

    /// <summary>What is served now; null before the first publish.</summary>
    public LiveSnapshot? Live => live();

    /// <summary>Where the data plane listens, by listener name.</summary>
    public ImmutableArray<(string Name, IPEndPoint EndPoint)> Bound => bound();

    /// <summary>Providers that have not spoken yet, by name; asked at any time.</summary>
    public Func<ImmutableArray<string>> WaitingFor { get; init; } = () => [];

    /// <summary>Providers whose words change while the program runs.</summary>
    public ImmutableArray<IProvider> Providers { get; init; } = [];

    /// <summary>The orders of rollouts it holds; null where nobody gives any.</summary>
    public LiveOrders? Orders { get; init; }

    /// <summary>What whoever gives orders has to show; nobody may when null.</summary>
    public FleetToken? Token { get; init; }

    /// <summary>What the edge does for rollouts; null where nobody asks.</summary>
    public EdgeWindows? Windows { get; init; }

    /// <summary>Where rollouts are seen and acted on; null where there are none.</summary>
    public RolloutDesk? Rollouts { get; set; }

    /// <summary>What is wrong now.</summary>
    public ImmutableArray<Problem> Problems => Volatile.Read(ref outcome).Problems;

    /// <summary>What was compiled last, by provider.</summary>
    public ImmutableArray<Fragment> Fragments { get; internal set; } = [];

    /// <summary>When the snapshot served now went live.</summary>
    public DateTimeOffset PublishedAt => Volatile.Read(ref outcome).PublishedAt;

    /// <summary>Times the configuration was read and compiled without an error.</summary>
    public long ReloadsWithoutErrors => Volatile.Read(ref reloadsWithoutErrors);

    /// <summary>Times the configuration was read and something had to be left out.</summary>
    public long ReloadsWithErrors => Volatile.Read(ref reloadsWithErrors);

    /// <summary>True once the program was told to end.</summary>
    public bool IsDraining => draining;

    /// <summary>Why load balancers should send nothing; null when they should.</summary>
    public string? NotReadyReason =>
        IsDraining ? "draining: the program was told to end"
        : Live is null ? Starting(WaitingFor())
        : Bound.IsEmpty ? "no listener is open; see /api/v1/problems"
        : null;

    /// <summary>Makes readiness fail from now on.</summary>
    public void Drain() => draining = true;

    private static string Starting(ImmutableArray<string> waitingFor) =>
        waitingFor.IsEmpty
            ? "starting: no complete configuration is served yet"
            : $"starting: waiting for what {string.Join(" and ", waitingFor)} says";

    internal void Reloaded(ImmutableArray<Problem> problems, DateTimeOffset publishedAt)
    {
        Volatile.Write(ref outcome, new Outcome(problems, publishedAt));
        if (problems.Any(problem => problem.Severity == Severity.Error))
            Volatile.Write(ref reloadsWithErrors, reloadsWithErrors + 1);
        else
            Volatile.Write(ref reloadsWithoutErrors, reloadsWithoutErrors + 1);
    }

    internal void ProblemsChanged(ImmutableArray<Problem> problems) =>
        Volatile.Write(ref outcome, new Outcome(problems, PublishedAt));

    private sealed record Outcome(ImmutableArray<Problem> Problems, DateTimeOffset PublishedAt);
}
