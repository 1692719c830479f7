using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>An Ingress of <c>networking.k8s.io/v1</c>, <c>networking.k8s.io/v1beta1</c> or <c>extensions/v1beta1</c>.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="ApiVersion">The version it was read as, such as <c>extensions/v1beta1</c>.</param>
/// <param name="ClassName"><c>spec.ingressClassName</c>, or null.</param>
/// <param name="DefaultBackend">What takes requests that no rule takes, or null.</param>
/// <param name="Rules">Its rules, in their order.</param>
/// <param name="Tls">Its certificates.</param>
/// <param name="Addresses"><c>status.loadBalancer.ingress</c>.</param>
internal sealed record IngressObject(
    ObjectMeta Meta,
    string ApiVersion,
    string? ClassName,
    IngressBackend? DefaultBackend,
    ImmutableArray<IngressRule> Rules,
    ImmutableArray<IngressTls> Tls,
    ImmutableArray<LoadBalancerAddress> Addresses
) : IKubernetesObject;
