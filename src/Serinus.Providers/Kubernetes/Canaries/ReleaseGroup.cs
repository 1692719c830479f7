namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Canaries of a namespace that go forward and back together.</summary>
internal sealed record ReleaseGroup
{
    /// <summary>Name of the group.</summary>
    public required string Name { get; init; }

    /// <summary>Members of a lower order are ahead: a member's weight rises only once theirs stand at least as high.</summary>
    public int Order { get; init; }

    /// <summary>What a rollback of this member means to the others.</summary>
    public ReleaseGroupPolicy Policy { get; init; }
}
