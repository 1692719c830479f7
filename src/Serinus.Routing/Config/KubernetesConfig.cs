using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Which cluster is read, and what of it. Read at start.</summary>
public sealed record KubernetesConfig
{
    /// <summary>Kubeconfig file; the service account of the pod when absent, else <c>KUBECONFIG</c> and <c>~/.kube/config</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Context of the kubeconfig; its current one unless given.</summary>
    public string? Context { get; init; }

    /// <summary>URL of the API server, in place of the one the kubeconfig or the service account names.</summary>
    public string? Endpoint { get; init; }

    /// <summary>File with a bearer token, read again when it changes.</summary>
    public string? TokenFile { get; init; }

    /// <summary>File with the certificates the API server's is checked against.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Namespaces that are read; all when empty.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Label selector that Ingresses must meet, such as <c>team=web,tier!=dev</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>
    /// Classes of the Ingresses that are served, by annotation <c>kubernetes.io/ingress.class</c> or by <c>ingressClassName</c>; an empty name
    /// stands for Ingresses without a class. Ingresses whose IngressClass names the controller <c>serinus.dev/ingress-controller</c> are served
    /// whatever is given here. Unless given: <c>serinus</c>, and Ingresses without a class.
    /// </summary>
    public ImmutableArray<string> IngressClasses { get; init; } = [];

    /// <summary>Names of the listeners that routes of Ingresses without an annotation about it are served on; all when empty.</summary>
    public ImmutableArray<string> Listeners { get; init; } = [];

    /// <summary>Whether the client's <c>Host</c> is forwarded where an Ingress does not say.</summary>
    public bool PassHostHeader { get; init; } = true;

    /// <summary>TLS towards endpoints of Services, where an Ingress does not say otherwise.</summary>
    public UpstreamTlsConfig UpstreamTls { get; init; } = new();

    /// <summary>Service, as <c>namespace/name</c>, whose load balancer addresses are written to the status of every Ingress served.</summary>
    public string? PublishedService { get; init; }

    /// <summary>Host name or IP address that is written to the status of every Ingress served, when no service is published.</summary>
    public string? StatusAddress { get; init; }

    /// <summary>Whether statuses and Events are written; needs the rights to do so.</summary>
    public bool WriteStatus { get; init; } = true;

    /// <summary>Rollouts of what the cluster holds; not led, and their objects not looked at, unless given.</summary>
    public KubernetesRolloutsConfig? Rollouts { get; init; }
}
