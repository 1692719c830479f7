using Serinus.Admin.Rollouts;

namespace Serinus.Commands.Rollouts;

/// <summary>A sign and a colour for where a rollout stands.</summary>
/// <param name="Sign">One character.</param>
/// <param name="Color">As Spectre.Console names it.</param>
/// <param name="Text">In one or two words.</param>
internal readonly record struct PhaseMark(string Sign, string Color, string Text)
{
    public static PhaseMark Of(RolloutAnswer rollout) =>
        rollout switch
        {
            { IsRunning: true, Paused: not null } => new("॥", "yellow", $"{rollout.Phase}, paused"),
            { IsRunning: true, WantsConsent: true } => new("◷", "yellow", $"{rollout.Phase}, wants approval"),
            { Phase: "Waiting" or "WaitingPromotion" } => new("◷", "yellow", rollout.Phase),
            { IsRunning: true } => new("◌", "deepskyblue1", rollout.Phase),
            { Phase: "Failed", Result: "RolledBack" } => new("✖", "red", "Failed, rolled back"),
            { Phase: "Failed" } => new("✖", "red", $"Failed, {rollout.Result}"),
            { Phase: "Succeeded" } => new("✔", "green", "Succeeded"),
            { Phase: "Initialized" } => new("✔", "green", "Initialized"),
            _ => new("•", "grey", rollout.Phase),
        };
}
