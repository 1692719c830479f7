using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Which way back needs no steps and no checks.</summary>
internal sealed record RollbackWindow
{
    /// <summary>To one of this many versions promoted before; 0 turns it off.</summary>
    [Field(Minimum = 0, Maximum = 100)]
    public int Revisions { get; init; }
}
