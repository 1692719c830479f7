using Serinus.Admin.Rollouts;
using Serinus.Hosting;

namespace Serinus.Commands.Rollouts;

/// <summary>How a rollout stands, for scripts.</summary>
internal static class RolloutStatus
{
    /// <summary>Whether no run goes on.</summary>
    public static bool IsOver(RolloutAnswer rollout) =>
        !rollout.IsRunning && rollout.Phase is "Succeeded" or "Failed" or "Initialized" or "Terminated";

    /// <summary>The exit status that tells it.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="revision">The version that is meant; any when null.</param>
    public static int CodeOf(RolloutAnswer rollout, string? revision = null) =>
        revision is not null && rollout.Revision != revision ? ExitCode.RolloutRunning
        : rollout is { IsRunning: true, WantsConsent: true } ? ExitCode.RolloutWaiting
        : !IsOver(rollout) ? ExitCode.RolloutRunning
        : rollout.Phase == "Failed" ? ExitCode.Failed
        : ExitCode.Ok;
}
