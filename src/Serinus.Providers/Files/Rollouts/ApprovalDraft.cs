using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>An approval as it is written.</summary>
internal sealed class ApprovalDraft
{
    public TimeSpan? Timeout { get; set; }

    public TimeoutAction OnTimeout { get; set; } = TimeoutAction.Pause;
}
