using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Rollouts.Plan;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Where a canary stands. The controller writes it, and goes on from it wherever it is started anew.</summary>
internal sealed record CanaryStatus
{
    /// <summary>Where it stands.</summary>
    [Field(IsName = true)]
    public Phase? Phase { get; init; }

    /// <summary>The canary's weight, in percent.</summary>
    public decimal CanaryWeight { get; init; }

    /// <summary>Failed checks of the run.</summary>
    public int FailedChecks { get; init; }

    /// <summary>Checks done of `iterations`.</summary>
    public int Iterations { get; init; }

    /// <summary>The step of the run, such as `2/7`.</summary>
    public string Step { get; init; } = "";

    /// <summary>Why the last decision was made.</summary>
    public string Message { get; init; } = "";

    /// <summary>Number of the run that goes on or ended last.</summary>
    public long Run { get; init; }

    /// <summary>The version under test, or tested last.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The version that serves as primary.</summary>
    public string StableRevision { get; init; } = "";

    /// <summary>The canary's weight, wanted, given and seen.</summary>
    public CanaryWeights Weights { get; init; } = new();

    /// <summary>What was read of each ConfigMap and Secret the workload uses, as `kind/name` and a hash.</summary>
    public ImmutableDictionary<string, string> TrackedConfigs { get; init; } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>The version that was seen last.</summary>
    public string LastAppliedSpec { get; init; } = "";

    /// <summary>The version that was promoted last.</summary>
    public string LastPromotedSpec { get; init; } = "";

    /// <summary>When the phase last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Generation of the object that was acted on last.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Where it stands, aspect by aspect.</summary>
    public ImmutableArray<CanaryCondition> Conditions { get; init; } = [];

    /// <summary>Everything the controller remembers, as JSON.</summary>
    public string State { get; init; } = "";

    /// <summary>How often the leadership had changed hands when this was written: an older holder writes no more.</summary>
    public int LeaseTransitions { get; init; }
}
