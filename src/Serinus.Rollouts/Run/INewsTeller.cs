using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>Somewhere news are told beside alerts and event hooks, such as Events of a cluster. Nothing is thrown but on cancellation.</summary>
public interface INewsTeller
{
    /// <summary>Tells news, once.</summary>
    Task TellAsync(RolloutSpec spec, RunState state, NewsItem news, CancellationToken cancellationToken);
}
