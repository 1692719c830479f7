using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>Our own annotations, and the class of an Ingress.</summary>
internal static class OwnAnnotations
{
    public const string Class = "kubernetes.io/ingress.class";
    public const string Weights = "weights";
    public const string Cohort = "cohort";
    public const string CohortPolicy = "cohort-policy";
    public const string ForceHeader = "force-header";
    public const string ForceFrom = "force-from";
    public const string CanaryHost = "canary-host";
    public const string Compat = "compat";
    public const string Rollout = "rollout";

    /// <summary>The one value of <see cref="Compat"/>.</summary>
    public const string CompatTraefik = "traefik-1.7";

    public static ImmutableArray<AnnotationEntry> Entries { get; } =
    [
        new(Class, AnnotationPrefixes.None, AnnotationTarget.Ingress, AnnotationFate.Honoured),
        Own(Weights),
        Own(Cohort),
        Own(CohortPolicy),
        Own(ForceHeader),
        Own(ForceFrom),
        Own(CanaryHost),
        Own(Compat),
        Own(Rollout),
    ];

    private static AnnotationEntry Own(string name) =>
        new(name, AnnotationPrefixes.Own, AnnotationTarget.Ingress, AnnotationFate.Honoured);
}
