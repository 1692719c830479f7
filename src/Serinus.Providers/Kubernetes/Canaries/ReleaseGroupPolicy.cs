namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What a rollback of one member of a release group means to the others.</summary>
internal enum ReleaseGroupPolicy
{
    /// <summary>They are rolled back too.</summary>
    RollBackTogether,

    /// <summary>They stand still.</summary>
    Hold,
}
