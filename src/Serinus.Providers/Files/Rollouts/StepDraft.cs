using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>A step as it is written: its kind is the key.</summary>
internal sealed class StepDraft
{
    public StepSpec? Step { get; set; }
}
