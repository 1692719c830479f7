using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>One step of <see cref="AnalysisSpec.Steps"/>.</summary>
public abstract record StepSpec
{
    private protected StepSpec() { }

    /// <summary>Gives the canary a weight of <see cref="AnalysisSpec.WeightTotal"/>; done when every edge has it.</summary>
    /// <param name="Weight">The weight.</param>
    public sealed record SetWeight(decimal Weight) : StepSpec;

    /// <summary>Waits.</summary>
    /// <param name="Duration">How long; until somebody promotes when null.</param>
    public sealed record Pause(TimeSpan? Duration) : StepSpec;

    /// <summary>Checks until there is a verdict.</summary>
    /// <param name="Metrics">Names of the metrics; all when empty.</param>
    public sealed record Analysis(ImmutableArray<string> Metrics) : StepSpec;

    /// <summary>Waits until somebody approves.</summary>
    /// <param name="Timeout">How long; for ever when null.</param>
    /// <param name="OnTimeout">What is done when nobody has.</param>
    public sealed record Approval(TimeSpan? Timeout, TimeoutAction OnTimeout) : StepSpec;

    /// <summary>Sends requests that match to the canary, whatever the weight; none any more when empty.</summary>
    /// <param name="Match">Any one of them suffices.</param>
    public sealed record SetHeaderRoute(ImmutableArray<RequestMatchSpec> Match) : StepSpec;

    /// <summary>Copies requests to the canary, whose responses nobody sees.</summary>
    /// <param name="Percent">Percent of requests; 0 ends it.</param>
    public sealed record SetMirror(decimal Percent) : StepSpec;

    /// <summary>Sets how many replicas the canary has, whatever its weight.</summary>
    /// <param name="Replicas">That many; null for another rule.</param>
    /// <param name="Percent">That part of stable's replicas, rounded up; null for another rule. With neither: as the weight asks for.</param>
    public sealed record SetCanaryScale(int? Replicas, decimal? Percent) : StepSpec;

    /// <summary>Asks an outside service; done when it answers 2xx.</summary>
    /// <param name="Hook">The service.</param>
    public sealed record Webhook(HookSpec Hook) : StepSpec;
}
