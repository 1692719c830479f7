using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Reads an Ingress that is a canary of another, as ingress-nginx has them: one with annotation <c>canary</c>.</summary>
internal sealed class CanaryReader(IngressObject ingress)
{
    private const string Flag = AnnotationPrefixTexts.Nginx + NginxAnnotations.Canary;

    private static readonly OwnSettings nothing = new(null, null, null, false);

    /// <summary>Whether an Ingress says that it is a canary, or says so illegibly: as a route of its own it could take everything.</summary>
    public static bool IsCanary(IngressObject ingress) =>
        ingress.Meta.Annotations.TryGetValue(Flag, out var value)
        && value is not ("false" or "0" or "f" or "F" or "False" or "FALSE");

    public IngressPlan Read()
    {
        var problems = new ObjectProblems(Kinds.Ingress, ingress.Meta.Key);
        var reader = new AnnotationReader(ingress.Meta.Annotations, AnnotationTarget.Ingress, problems);
        var rules = CanaryRules.Read(reader);
        var flag = ingress.Meta.Annotations[Flag];
        if (flag is not ("true" or "1" or "t" or "T" or "True" or "TRUE"))
        {
            problems.Error(
                $"metadata.annotations[{Flag}]",
                $"{ObjectProblems.Shown(flag)} is neither true nor false; the canary gets 0",
                "write \"true\" or \"false\""
            );
            rules = new CanaryRules(null, null, null, null, Fraction.Zero);
        }

        ReportIgnored(problems);
        var slots = IngressReader.BareSlots(ingress, problems);
        return new IngressPlan(ingress, slots, null, false, nothing, rules, [], problems.ToImmutable());
    }

    private void ReportIgnored(ObjectProblems problems)
    {
        foreach (var (name, _) in ingress.Meta.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var isCanarySetting =
                name == OwnAnnotations.Class || name == Flag || name.StartsWith(Flag + "-", StringComparison.Ordinal);
            if (!isCanarySetting && AnnotationCatalog.Find(name, AnnotationTarget.Ingress) is not null)
                problems.Warn(
                    $"metadata.annotations[{name}]",
                    "on a canary it has no effect: the settings of the main Ingress hold for both",
                    "write it on the main Ingress"
                );
        }
    }
}
