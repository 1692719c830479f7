using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Discovery;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What whoever leads rollouts follows, beside what every edge does.</summary>
internal static class LeaderCandidates
{
    private const string Own = "serinus.dev";
    private const string Flagger = "flagger.app";

    private static readonly ImmutableArray<Candidate> always =
    [
        Of(ResourceKind.Deployment, "no Deployment is rolled out", new ResourceType("apps", "v1", "deployments")),
        Of(ResourceKind.DaemonSet, "no DaemonSet is rolled out", new ResourceType("apps", "v1", "daemonsets")),
        Of(ResourceKind.StatefulSet, "no StatefulSet is rolled out", new ResourceType("apps", "v1", "statefulsets")),
        Of(
            ResourceKind.ConfigMap,
            "nothing that uses ConfigMaps is rolled out",
            new ResourceType("", "v1", "configmaps") { IsMetadataOnly = true }
        ),
        Of(
            ResourceKind.Secret,
            "nothing that uses Secrets is rolled out",
            new ResourceType("", "v1", "secrets") { IsMetadataOnly = true }
        ),
        Of(
            ResourceKind.Autoscaler,
            "primaries get no autoscalers",
            new ResourceType("autoscaling", "v2", "horizontalpodautoscalers"),
            new ResourceType("autoscaling", "v2beta2", "horizontalpodautoscalers"),
            new ResourceType("autoscaling", "v1", "horizontalpodautoscalers")
        ),
        Of(
            ResourceKind.ScaledObject,
            "primaries get no autoscalers of KEDA",
            new ResourceType("keda.sh", "v1alpha1", "scaledobjects")
        ),
        Of(
            ResourceKind.MetricTemplate,
            "metrics of templates are not measured",
            new ResourceType(Own, "v1", "metrictemplates")
        ),
        Of(ResourceKind.AlertProvider, "nobody is alerted", new ResourceType(Own, "v1", "alertproviders")),
    ];

    private static readonly ImmutableArray<Candidate> ofFlagger =
    [
        Of(
            ResourceKind.FlaggerCanary,
            "no Canary of Flagger is acted on",
            new ResourceType(Flagger, "v1beta1", "canaries")
        ) with
        {
            IfAbsent = "no Canary of Flagger is acted on",
        },
        Of(
            ResourceKind.FlaggerMetricTemplate,
            "its metrics are not measured",
            new ResourceType(Flagger, "v1beta1", "metrictemplates")
        ),
        Of(
            ResourceKind.FlaggerAlertProvider,
            "its alerts are not told",
            new ResourceType(Flagger, "v1beta1", "alertproviders")
        ),
    ];

    /// <summary>What is followed.</summary>
    /// <param name="withFlagger">Whether objects of Flagger are acted on too.</param>
    public static ImmutableArray<Candidate> All(bool withFlagger) => withFlagger ? [.. always, .. ofFlagger] : always;

    private static Candidate Of(ResourceKind kind, string withoutAny, params ImmutableArray<ResourceType> versions) =>
        new(kind, true, versions, "an older version of them is read", withoutAny);
}
