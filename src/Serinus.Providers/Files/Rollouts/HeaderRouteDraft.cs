using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>A header route as it is written.</summary>
internal sealed class HeaderRouteDraft
{
    public ImmutableArray<RequestMatchSpec> Match { get; set; } = [];
}
