using System.Collections.Immutable;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>A step that checks, as it is written.</summary>
internal sealed class AnalysisDraft
{
    public ImmutableArray<string> Metrics { get; set; } = [];
}
