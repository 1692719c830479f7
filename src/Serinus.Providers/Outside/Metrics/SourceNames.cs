using System.Collections.Immutable;
using Serinus.Rollouts.Analysis.Templates;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.Metrics;

/// <summary>Puts values in place of the names in what a source is asked.</summary>
internal static class SourceNames
{
    /// <summary>The source with its values; null when a name has none.</summary>
    public static MetricSourceSpec? Fill(
        MetricSourceSpec source,
        IReadOnlyDictionary<string, string> values,
        out string? problem
    )
    {
        string? wrong = null;
        var filled = source with
        {
            Address = Filled("address", source.Address),
            Query = Filled("query", source.Query),
            Body = source.Body is null ? null : Filled("body", source.Body),
            Headers = source.Headers.ToImmutableDictionary(
                field => field.Key,
                field => Filled($"headers.{field.Key}", field.Value)
            ),
        };
        problem = wrong;
        return wrong is null ? filled : null;

        string Filled(string field, string text)
        {
            if (Template.Read(text, out var why)?.Fill(values, out why) is { } made)
                return made;
            wrong ??= $"source.{field}: {why}";
            return "";
        }
    }
}
