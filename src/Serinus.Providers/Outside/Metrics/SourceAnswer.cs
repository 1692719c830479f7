using System.Collections.Immutable;
using Serinus.Rollouts.Analysis.Expressions;

namespace Serinus.Providers.Outside.Metrics;

/// <summary>What a source of metrics said.</summary>
/// <param name="Result">What <c>result</c> is; null when there is an error.</param>
/// <param name="Error">Why there is no result, and the cure.</param>
/// <param name="Warnings">What the source wants to be known beside it.</param>
internal sealed record SourceAnswer(ExpressionValue? Result, string? Error, ImmutableArray<string> Warnings)
{
    public static SourceAnswer Found(ExpressionValue result, ImmutableArray<string> warnings = default) =>
        new(result, null, warnings.IsDefault ? [] : warnings);

    public static SourceAnswer Failed(string error) => new(null, error, []);
}
