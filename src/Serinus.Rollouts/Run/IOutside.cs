using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>Outside services a rollout asks and tells. Nothing is thrown but on cancellation: trouble is an answer.</summary>
public interface IOutside
{
    /// <summary>Measures one metric of an outside source.</summary>
    Task<Measurement> MeasureAsync(
        RolloutSpec spec,
        RunState state,
        MetricSpec metric,
        CancellationToken cancellationToken
    );

    /// <summary>Calls a hook.</summary>
    Task<HookAnswer> CallAsync(RolloutSpec spec, RunState state, HookSpec hook, CancellationToken cancellationToken);

    /// <summary>Tells news to everybody who wants them: alerts, event hooks, Events of a cluster. Once; what fails is logged.</summary>
    Task TellAsync(RolloutSpec spec, RunState state, NewsItem news, CancellationToken cancellationToken);
}
