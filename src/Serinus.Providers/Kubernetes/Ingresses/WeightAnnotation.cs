using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>The shares an annotation gives to Services: <c>serinus.dev/weights</c>, else <c>service-weights</c>.</summary>
/// <param name="Source">The annotation.</param>
/// <param name="Percents">Percentages by Service as written, in the order of their names.</param>
internal sealed record WeightAnnotation(Annotation Source, ImmutableSortedDictionary<string, decimal> Percents)
{
    private const decimal PercentMax = 100;

    // Far above any share; larger numbers are typing errors.
    private const decimal ReadableMax = 1_000_000;

    /// <summary>Reads the annotation; null when there is none, or when it cannot be read, which <paramref name="isBroken"/> says.</summary>
    public static WeightAnnotation? Read(AnnotationReader reader, out bool isBroken)
    {
        isBroken = false;
        var own = reader.Find(AnnotationPrefixes.Own, OwnAnnotations.Weights);
        var peer = reader.Find(AnnotationPrefixes.Traefik, "service-weights");
        if ((own ?? peer) is not { } source)
            return null;
        if (own is not null && peer is not null)
            reader.Problems.Warn(peer.Field, $"{own.FullName} is given too, and counts", "remove one of the two");
        var percents = Parse(source, reader.Problems);
        isBroken = percents is null;
        return percents is null ? null : new WeightAnnotation(source, percents);
    }

    private static ImmutableSortedDictionary<string, decimal>? Parse(Annotation source, ObjectProblems problems)
    {
        var parsed = YamlText.Parse(source.Value);
        if (parsed is { Breakage: null, Documents.IsEmpty: true })
            return ImmutableSortedDictionary<string, decimal>.Empty.WithComparers(StringComparer.Ordinal);
        if (parsed.Breakage is not null || parsed.Documents.Length != 1 || parsed.Documents[0] is not MapNode map)
        {
            var why = parsed.Breakage is { } breakage ? $": {breakage.Message}" : "";
            problems.Error(
                source.Field,
                $"{ObjectProblems.Shown(source.Value)} is no map of Services to percentages{why}; the Ingress keeps its last good version",
                "write a line such as \"myapp: 90%\" for each Service"
            );
            return null;
        }

        var percents = ImmutableSortedDictionary.CreateBuilder<string, decimal>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            if (Percent(entry, source, problems) is not { } percent)
                return null;
            if (!percents.TryAdd(entry.Key, percent))
            {
                problems.Error(
                    source.Field,
                    $"Service {ObjectProblems.Shown(entry.Key)} is given twice; the Ingress keeps its last good version",
                    "give each Service one percentage"
                );
                return null;
            }
        }

        return percents.ToImmutable();
    }

    private static decimal? Percent(MapEntry entry, Annotation source, ObjectProblems problems)
    {
        var text = (entry.Value as ScalarNode)?.Text ?? "";
        var number = text.EndsWith('%') ? text[..^1] : text;
        const NumberStyles Styles =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var isNumber =
            decimal.TryParse(number, Styles, CultureInfo.InvariantCulture, out var percent)
            && percent <= ReadableMax
            && entry.Value is ScalarNode { Kind: not ScalarKind.Null };
        if (!isNumber)
        {
            problems.Error(
                source.Field,
                $"the share of {ObjectProblems.Shown(entry.Key)} is {entry.Value.Words}, not a percentage; the Ingress keeps its last good version",
                "write a number of 0 to 100 with or without %"
            );
            return null;
        }

        if (percent < 0)
        {
            problems.Error(
                source.Field,
                $"the share of {ObjectProblems.Shown(entry.Key)} is {entry.Value.Words}, below 0; the Ingress keeps its last good version",
                "write 0% to send it nothing"
            );
            return null;
        }

        if (percent > PercentMax)
            problems.Warn(
                source.Field,
                $"the share of {ObjectProblems.Shown(entry.Key)} is {entry.Value.Words}, above 100; it is taken in proportion",
                "write percentages that sum up to 100"
            );
        return percent;
    }
}
