using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Tests.Providers.Kubernetes.Ingresses;

/// <summary>Clusters of many Ingresses, each with a host of its own and a canary, over fewer Services.</summary>
internal static class LargeCluster
{
    private static readonly DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ClusterView Of(int ingresses, int services)
    {
        var view = ClusterView.Empty;
        return view with
        {
            Ingresses = Enumerable
                .Range(0, ingresses)
                .Select(i => Ingress(i, $"s{2 * i % services}", $"s{(2 * i + 1) % services}"))
                .ToImmutableDictionary(ingress => ingress.Meta.Key),
            Services = Enumerable
                .Range(0, services)
                .Select(i => Service($"s{i}"))
                .ToImmutableDictionary(service => service.Meta.Key),
            Endpoints = Enumerable
                .Range(0, services)
                .ToImmutableDictionary(i => Key($"s{i}"), i => Endpoints($"10.0.{i / 250}.{i % 250 + 1}")),
        };
    }

    public static ObjectKey Key(string name) => new("default", name);

    public static ServiceEndpoints Endpoints(params string[] addresses) =>
        new([
            new EndpointGroup(
                [new EndpointPort("", 8080, "TCP")],
                [.. addresses.Select(ip => new EndpointAddress(ip, true, true, false, null, $"Pod default/{ip}"))]
            ),
        ]);

    public static IngressObject Ingress(int number, string stable, string canary) =>
        Ingress(
            string.Create(CultureInfo.InvariantCulture, $"i{number}"),
            string.Create(CultureInfo.InvariantCulture, $"h{number}.example.com"),
            start.AddMinutes(number % 100),
            new Dictionary<string, string>
            {
                ["traefik.ingress.kubernetes.io/service-weights"] = $"{stable}: 90%\n{canary}: 10%",
            },
            stable,
            canary
        );

    public static IngressObject Ingress(
        string name,
        string host,
        DateTimeOffset created,
        IReadOnlyDictionary<string, string> annotations,
        params string[] services
    ) =>
        new(
            new ObjectMeta(
                Key(name),
                name,
                "1",
                created,
                FrozenDictionary<string, string>.Empty,
                annotations.ToFrozenDictionary(StringComparer.Ordinal)
            ),
            "networking.k8s.io/v1",
            null,
            null,
            [
                new IngressRule(
                    host,
                    true,
                    [
                        .. services.Select(service => new IngressPath(
                            "/",
                            null,
                            new IngressBackend(service, new PortReference(80, null), null)
                        )),
                    ]
                ),
            ],
            [],
            []
        );

    private static ServiceObject Service(string name) =>
        new(
            new ObjectMeta(
                Key(name),
                name,
                "1",
                start,
                FrozenDictionary<string, string>.Empty,
                FrozenDictionary<string, string>.Empty
            ),
            "ClusterIP",
            "10.96.0.1",
            null,
            FrozenDictionary<string, string>.Empty,
            [new ServicePort("", 80, default, "TCP", null)],
            [],
            []
        );
}
