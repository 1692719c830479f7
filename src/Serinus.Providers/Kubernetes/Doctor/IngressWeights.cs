using System.Globalization;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Weights that an Ingress gives its Services, beside the Services its paths name.</summary>
internal static class IngressWeights
{
    private static readonly string[] names =
    [
        "serinus.dev/weights",
        "ingress.kubernetes.io/service-weights",
        "traefik.ingress.kubernetes.io/service-weights",
    ];

    public static IEnumerable<Finding> Check(IngressEntry ingress)
    {
        // The first of the names that is there is the one that counts.
        if (names.FirstOrDefault(name => ingress.Annotation(name) is ScalarNode) is not { } annotation)
            return [];
        var text = (ScalarNode)ingress.Annotation(annotation)!;
        if (YamlText.Parse(text.Text).Documents is not [MapNode weights])
            return
            [
                ingress.Object.Error(
                    text,
                    $"{annotation} is not a map of Services and percentages",
                    "the Ingress keeps its last good version, or is not served",
                    "write one line for each Service, such as \"myapp: 90%\""
                ),
            ];
        return Numbers(ingress, annotation, text, weights);
    }

    private static IEnumerable<Finding> Numbers(
        IngressEntry ingress,
        string annotation,
        ScalarNode text,
        MapNode weights
    )
    {
        var percents = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var services = ingress.Backends().Select(named => named.Backend.Service).OfType<string>().ToHashSet();
        foreach (var entry in weights.Entries)
        {
            if (Percent(entry.Value) is not { } percent)
                yield return ingress.Object.Error(
                    text,
                    $"{annotation}: the weight of {entry.Key} is no percentage from 0 to 100",
                    "the Ingress keeps its last good version, or is not served",
                    $"write a number, such as \"{entry.Key}: 10%\""
                );
            else if (!services.Contains(entry.Key))
                yield return ingress.Object.Warning(
                    text,
                    $"{annotation}: {entry.Key} is no Service of this Ingress",
                    "its weight is given to nobody",
                    $"correct the name ({string.Join(", ", services)}), or add a path with the Service"
                );
            else
                percents[entry.Key] = percent;
        }

        if (percents.Count < weights.Entries.Count(entry => services.Contains(entry.Key)))
            yield break;
        foreach (var group in ingress.Paths.GroupBy(path => (path.Rule, path.Path.Path, path.Path.Type)))
        {
            var split = group.Select(path => path.Path.Backend.Service ?? "").Distinct().ToArray();
            var sum = split.Sum(name => percents.GetValueOrDefault(name));
            var isWhole = split.All(percents.ContainsKey);
            if (split.Length < 2 || (isWhole ? sum == 100 : sum <= 100))
                continue;
            yield return ingress.Object.Warning(
                text,
                $"{annotation}: the weights of {group.First().Host}{group.Key.Path} add up to {sum.ToString(CultureInfo.InvariantCulture)} %",
                "they are taken as shares of their sum; Traefik 1.7 drops the whole Ingress",
                "make them add up to 100, or leave one Service out: it gets what is left"
            );
        }
    }

    private static decimal? Percent(Node value)
    {
        var text = (value as ScalarNode)?.Text ?? "";
        const NumberStyles styles =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return
            decimal.TryParse(
                text.EndsWith('%') ? text[..^1] : text,
                styles,
                CultureInfo.InvariantCulture,
                out var percent
            )
            && percent >= 0
            ? percent
            : null;
    }
}
