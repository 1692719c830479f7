using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Which Ingresses are ours, by their class.</summary>
internal sealed class ClassSelection
{
    /// <summary>The controller that IngressClass objects of ours name.</summary>
    public const string Controller = "serinus.dev/ingress-controller";

    private const int ShownMax = 8;

    private readonly ImmutableHashSet<string> ours;

    public ClassSelection(KubernetesConfig config, IEnumerable<IngressClassObject> classes)
    {
        var named = config.IngressClasses.IsDefaultOrEmpty ? ["serinus", ""] : config.IngressClasses;
        var own = classes.Where(one => one.Controller == Controller).ToArray();
        ours = ImmutableHashSet.CreateRange(
            StringComparer.Ordinal,
            [
                .. named,
                .. own.Select(one => one.Meta.Key.Name),
                // The class of Ingresses that name none is ours: they are too.
                .. own.Where(one => one.IsDefault).Select(_ => ""),
            ]
        );
    }

    /// <summary>The class of an Ingress; empty for none. The annotation counts before the field.</summary>
    public static string ClassOf(IngressObject ingress) =>
        ingress.Meta.Annotations.TryGetValue(OwnAnnotations.Class, out var annotation) && annotation.Length > 0
            ? annotation
            : ingress.ClassName ?? "";

    public bool IsOurs(IngressObject ingress) => ours.Contains(ClassOf(ingress));

    /// <summary>What is said of the Ingresses that are ignored; null when there are none.</summary>
    public static Problem? Summary(IEnumerable<IngressObject> ignored)
    {
        var classes = ignored
            .GroupBy(ClassOf, StringComparer.Ordinal)
            .Select(group => (Class: group.Key, Count: group.Count()))
            .OrderByDescending(one => one.Count)
            .ThenBy(one => one.Class, StringComparer.Ordinal)
            .ToArray();
        if (classes.Length == 0)
            return null;
        var shown = classes
            .Take(ShownMax)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{Name(one.Class)} ({one.Count})"));
        var more = classes.Length > ShownMax ? ", …" : "";
        var report = new ObjectProblems(new ObjectId(Kinds.Cluster, ""));
        var total = classes.Sum(one => one.Count);
        var who = total == 1 ? "1 Ingress is" : string.Create(CultureInfo.InvariantCulture, $"{total} Ingresses are");
        report.Warn(
            "",
            $"{who} ignored for the class: {string.Join(", ", shown)}{more}",
            "add the class to kubernetes.ingressClasses (--kubernetes.ingressclass) if they are to be served here"
        );
        return report.ToImmutable()[0];
    }

    private static string Name(string name) => name.Length == 0 ? "no class" : ObjectProblems.Shown(name).Trim('"');
}
