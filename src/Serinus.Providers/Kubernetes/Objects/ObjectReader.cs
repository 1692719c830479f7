using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>Reads objects of every API version into their one form. Nothing is thrown for a wrong object: what is wrong is not there.</summary>
internal static class ObjectReader
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public static ObjectMeta Meta(JsonElement json)
    {
        var meta = json.Field("metadata");
        var created = DateTimeOffset.TryParse(
            meta.Text("creationTimestamp"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        );
        return new ObjectMeta(
            new ObjectKey(meta.Text("namespace") ?? "", meta.Text("name") ?? ""),
            meta.Text("uid") ?? "",
            meta.Text("resourceVersion") ?? "",
            created ? time : null,
            meta.TextMap("labels"),
            meta.TextMap("annotations", without: LastApplied)
        );
    }

    /// <summary>An Ingress.</summary>
    /// <param name="json">The object.</param>
    /// <param name="apiVersion">Version it is in: items of a list do not say it themselves.</param>
    public static IngressObject Ingress(JsonElement json, string apiVersion)
    {
        var spec = json.Field("spec");
        return new IngressObject(
            Meta(json),
            apiVersion,
            spec.Text("ingressClassName"),
            // v1 calls it defaultBackend, older versions backend.
            Backend(spec.Field("defaultBackend") ?? spec.Field("backend")),
            [.. spec.Items("rules").Select(Rule)],
            [.. spec.Items("tls").Select(tls => new IngressTls(tls.Texts("hosts"), tls.Text("secretName")))],
            LoadBalancer(json)
        );
    }

    public static IngressClassObject IngressClass(JsonElement json)
    {
        var meta = Meta(json);
        var isDefault = meta.Annotations.GetValueOrDefault("ingressclass.kubernetes.io/is-default-class") == "true";
        return new IngressClassObject(meta, json.Field("spec").Text("controller") ?? "", isDefault);
    }

    public static ServiceObject Service(JsonElement json)
    {
        var spec = json.Field("spec");
        return new ServiceObject(
            Meta(json),
            spec.Text("type") ?? "ClusterIP",
            spec.Text("clusterIP") ?? "",
            spec.Text("externalName"),
            spec.TextMap("selector"),
            [.. spec.Items("ports").Select(ServicePortOf)],
            LoadBalancer(json),
            spec.Texts("externalIPs")
        );
    }

    /// <summary>The subsets of an Endpoints object.</summary>
    public static ImmutableArray<EndpointGroup> Endpoints(JsonElement json) =>
        [
            .. ((JsonElement?)json)
                .Items("subsets")
                .Select(subset => new EndpointGroup(
                    [.. subset.Items("ports").Select(EndpointPortOf)],
                    [
                        .. subset.Items("addresses").Select(address => AddressOf(address, isReady: true)),
                        .. subset.Items("notReadyAddresses").Select(address => AddressOf(address, isReady: false)),
                    ]
                )),
        ];

    /// <summary>An EndpointSlice of <c>discovery.k8s.io/v1</c> or <c>v1beta1</c>.</summary>
    public static EndpointGroup EndpointSlice(JsonElement json) =>
        new(
            [.. ((JsonElement?)json).Items("ports").Select(EndpointPortOf)],
            [.. ((JsonElement?)json).Items("endpoints").SelectMany(SliceAddresses)]
        );

    /// <summary>Name of the Service an EndpointSlice belongs to; null when it says none.</summary>
    public static string? ServiceOfSlice(ObjectMeta slice) =>
        slice.Labels.GetValueOrDefault("kubernetes.io/service-name");

    public static SecretObject Secret(JsonElement json)
    {
        var data = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, text) in ((JsonElement?)json).TextMap("data"))
        {
            var bytes = new byte[text.Length];
            if (Convert.TryFromBase64String(text, bytes, out var length))
                data[name] = bytes[..length];
        }

        foreach (var (name, text) in ((JsonElement?)json).TextMap("stringData"))
            data[name] = System.Text.Encoding.UTF8.GetBytes(text);
        return new SecretObject(
            Meta(json),
            ((JsonElement?)json).Text("type") ?? "Opaque",
            data.ToFrozenDictionary(StringComparer.Ordinal)
        );
    }

    public static ReferenceGrantObject ReferenceGrant(JsonElement json)
    {
        var spec = json.Field("spec");
        return new ReferenceGrantObject(
            Meta(json),
            [
                .. spec.Items("from")
                    .Select(from => (from.Text("group") ?? "", from.Text("kind") ?? "", from.Text("namespace") ?? "")),
            ],
            [.. spec.Items("to").Select(to => (to.Text("group") ?? "", to.Text("kind") ?? "", to.Text("name")))]
        );
    }

    private static IngressRule Rule(JsonElement? rule)
    {
        var http = rule.Field("http");
        return new IngressRule(rule.Text("host") ?? "", http is not null, [.. http.Items("paths").Select(PathOf)]);
    }

    private static IngressPath PathOf(JsonElement? path) =>
        new(
            path.Text("path") ?? "",
            path.Text("pathType"),
            Backend(path.Field("backend")) ?? new IngressBackend(null, default, null)
        );

    private static IngressBackend? Backend(JsonElement? backend)
    {
        if (backend is null)
            return null;
        if (backend.Field("resource") is { } resource)
        {
            var name = $"{((JsonElement?)resource).Text("kind")}/{((JsonElement?)resource).Text("name")}";
            return new IngressBackend(null, default, name);
        }

        // v1 has service.name and service.port; older versions serviceName and servicePort.
        if (backend.Field("service") is not { } service)
            return new IngressBackend(backend.Text("serviceName"), backend.Port("servicePort"), null);
        var port = service.Field("port");
        return new IngressBackend(
            ((JsonElement?)service).Text("name"),
            new PortReference(port.Whole("number") ?? 0, port.Text("name")),
            null
        );
    }

    private static ServicePort ServicePortOf(JsonElement? port) =>
        new(
            port.Text("name") ?? "",
            port.Whole("port") ?? 0,
            port.Port("targetPort"),
            port.Text("protocol") ?? "TCP",
            port.Text("appProtocol")
        );

    private static EndpointPort EndpointPortOf(JsonElement? port) =>
        new(port.Text("name") ?? "", port.Whole("port"), port.Text("protocol") ?? "TCP");

    private static EndpointAddress AddressOf(JsonElement? address, bool isReady) =>
        new(address.Text("ip") ?? "", isReady, IsServing: isReady, IsTerminating: false, Zone: null, Target(address));

    private static IEnumerable<EndpointAddress> SliceAddresses(JsonElement? endpoint)
    {
        var conditions = endpoint.Field("conditions");
        // discovery.k8s.io: an unknown readiness is to be taken as ready; serving is ready unless it says otherwise.
        var isReady = conditions.Flag("ready") ?? true;
        var isServing = conditions.Flag("serving") ?? isReady;
        var isTerminating = conditions.Flag("terminating") ?? false;
        var zone = endpoint.Text("zone") ?? endpoint.Field("topology").Text("topology.kubernetes.io/zone");
        return endpoint
            .Texts("addresses")
            .Select(address => new EndpointAddress(address, isReady, isServing, isTerminating, zone, Target(endpoint)));
    }

    private static string? Target(JsonElement? endpoint) =>
        endpoint.Field("targetRef") is { } target
            ? $"{((JsonElement?)target).Text("kind")} {((JsonElement?)target).Text("namespace")}/{((JsonElement?)target).Text("name")}"
            : null;

    private static ImmutableArray<LoadBalancerAddress> LoadBalancer(JsonElement json) =>
        [
            .. json.Field("status")
                .Field("loadBalancer")
                .Items("ingress")
                .Select(address => new LoadBalancerAddress(address.Text("ip"), address.Text("hostname"))),
        ];
}
