using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What a rollout of a cluster is about: a workload, or two Services.</summary>
/// <param name="around">What it looks at and acts through.</param>
/// <param name="api">The API server.</param>
/// <param name="canaries">The Canaries as they are known now.</param>
/// <param name="facts">Where what is seen is put down, by rollout.</param>
internal sealed class ClusterTarget(
    Surroundings around,
    IApiServer api,
    Func<string, CanaryObject?> canaries,
    Func<string, LiveFacts> facts
) : ITarget
{
    private readonly WorkloadTarget workloads = new(around, api);
    private readonly ServiceTarget services = new(around);

    /// <inheritdoc/>
    public async Task<TargetView> LookAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken)
    {
        if (canaries(spec.Name) is not { } canary)
            return new TargetView { Unknown = $"Canary {spec.Name} does not exist any more" };
        if (!around.Cache.IsSynced)
            return new TargetView { Unknown = "the cluster was not read in full yet", IsInitialized = false };
        if (canary.Spec.TargetRef is not { } target)
            return new TargetView { IsRemoved = canary.IsDeleting, Unknown = "nothing says what is rolled out" };
        if (Blocked(facts(spec.Name).Wrong) is { } wrong && !canary.IsDeleting)
            return new TargetView { Unknown = wrong, IsInitialized = false };
        return target.Kind == TargetKind.Service
            ? services.Look(canary, spec)
            : await workloads.LookAsync(canary, spec, state, facts(spec.Name), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> ActAsync(
        RolloutSpec spec,
        RunState state,
        TargetOrder order,
        CancellationToken cancellationToken
    )
    {
        if (canaries(spec.Name) is not { } canary)
            return $"Canary {spec.Name} does not exist any more";
        if (!around.Cache.IsSynced)
            return "the cluster was not read in full yet";
        if (canary.Spec.TargetRef is not { } target)
            return "nothing says what is rolled out";
        if (Blocked(facts(spec.Name).Wrong) is { } wrong && !canary.IsDeleting)
            return wrong;
        return target.Kind == TargetKind.Service
            ? null
            : await workloads.ActAsync(canary, spec, state, order, cancellationToken);
    }

    /// <summary>Puts right what was changed between runs.</summary>
    /// <returns>Why it could not be; null when all is as it should be.</returns>
    public Task<string?> KeepAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken) =>
        ActAsync(spec, state, TargetOrder.Keep, cancellationToken);

    /// <summary>Why nothing can be decided of what is asked for; null when it can.</summary>
    private static string? Blocked(ImmutableArray<Routing.Config.Problem> problems)
    {
        var error = problems.FirstOrDefault(problem => problem.Severity == Routing.Config.Severity.Error);
        return error is null ? null : $"{error.Field}: {error.Message}; {error.Cure}";
    }
}
