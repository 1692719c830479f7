namespace Serinus.Rollouts.Steps;

/// <summary>What ends a planned step.</summary>
public enum StepKind
{
    /// <summary>Every edge has its traffic.</summary>
    Traffic,

    /// <summary>So many checks passed, one at the end of each interval.</summary>
    Check,

    /// <summary>Its time is over, or somebody promotes.</summary>
    Pause,

    /// <summary>Its metrics have a verdict.</summary>
    Analysis,

    /// <summary>Somebody approves.</summary>
    Approval,

    /// <summary>An outside service says so.</summary>
    Webhook,
}
