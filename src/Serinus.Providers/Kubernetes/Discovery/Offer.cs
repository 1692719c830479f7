using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Discovery;

/// <summary>What an API server has for us.</summary>
/// <param name="Resources">What can be followed.</param>
/// <param name="Missing">What it has but does not allow.</param>
internal sealed record Offer(ImmutableArray<OfferedResource> Resources, ImmutableArray<MissingRight> Missing)
{
    /// <summary>What it does not have, though it is needed.</summary>
    public ImmutableArray<Candidate> Absent { get; init; } = [];
}
