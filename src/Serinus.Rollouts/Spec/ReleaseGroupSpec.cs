namespace Serinus.Rollouts.Spec;

/// <summary>Rollouts that go forward and back together.</summary>
public sealed record ReleaseGroupSpec
{
    /// <summary>Name of the group.</summary>
    public required string Name { get; init; }

    /// <summary>Members of a lower order are ahead: a member's weight rises only once theirs stand at least as high.</summary>
    public int Order { get; init; }

    /// <summary>Whether a member that is rolled back takes the others with it; else they stand still.</summary>
    public bool RollBackTogether { get; init; } = true;
}
