using System.Text.Json;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>One Ingress with rubbish in it never changes what any other Ingress gets, and is named with its cure.</summary>
[Collection(KubernetesCollection.Name)]
public class RubbishTests(SharedApiServer shared)
{
    /// <summary>What stands in the metadata and the spec of the bad Ingress, and a word its problem must hold.</summary>
    public static TheoryData<string, string, string, string> Rubbish =>
        new()
        {
            {
                "a quote in an annotation",
                """traefik.ingress.kubernetes.io/custom-response-headers: 'X-A:"b" \\ "'""",
                Rules("bad.test", "app"),
                ""
            },
            {
                "a backslash in an annotation",
                """traefik.ingress.kubernetes.io/request-modifier: 'ReplacePathRegex: ^/(\d+ /x'""",
                Rules("bad.test", "app"),
                "request-modifier"
            },
            { "a rule without http", "", "rules: [{ host: bad.test }]", "" },
            {
                "a rule without http beside weights",
                """traefik.ingress.kubernetes.io/service-weights: "app: 90%" """,
                "rules: [{ host: bad.test }]",
                ""
            },
            {
                "weights of 130 %",
                """traefik.ingress.kubernetes.io/service-weights: "{ app: 70%, app2: 60% }" """,
                Rules("bad.test", "app", "app2"),
                "130"
            },
            {
                "weights that are no map",
                """traefik.ingress.kubernetes.io/service-weights: "app- 90%" """,
                Rules("bad.test", "app"),
                "service-weights"
            },
            {
                "a negative weight",
                """serinus.dev/weights: "{ app: -5%, app2: 105% }" """,
                Rules("bad.test", "app", "app2"),
                "-5"
            },
            { "an unknown service", "", Rules("bad.test", "nosuch"), "nosuch" },
            { "a bad TLS pair", "", $"tls: [{{ secretName: broken }}]\n  {Rules("bad.test", "app")}", "broken" },
            { "the host of another", "", Rules("good.test", "app2"), "good" },
            {
                "a bad list of networks",
                """traefik.ingress.kubernetes.io/whitelist-source-range: "10.0.0.0/99" """,
                Rules("bad.test", "app"),
                "10.0.0.0/99"
            },
        };

    [Theory]
    [MemberData(nameof(Rubbish))]
    public async Task A_bad_Ingress_is_named_and_hurts_no_other(
        string what,
        string annotation,
        string spec,
        string word
    )
    {
        var server = shared.Server;
        var ns = await server.NewNamespaceAsync("rubbish");
        var endpoints = new Pods(server, ns);
        using var pod = shared.Network.Start("app-1");
        using var other = shared.Network.Start("other-1");
        foreach (var (service, serves) in new[] { ("app", pod), ("app2", other) })
        {
            await endpoints.ServiceAsync(service);
            await endpoints.PublishAsync(service, [serves]);
        }

        await server.Apply.YamlAsync(
            "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: { name: broken }\n"
                + "stringData: { tls.crt: nonsense, tls.key: nonsense }",
            ns
        );
        await server.Apply.YamlAsync(Ingress("good", "", Rules("good.test", "app")), ns);
        await using var edge = await ClusterEdge.StartOldAsync(
            server.Kubeconfig,
            $"--kubernetes.namespaces={ns}",
            "--kubernetes.ingressclass=rubbish"
        );
        Assert.Equal("app-1", (await edge.GetAsync("good.test")).Text);
        var before = await RouteAsync(edge);

        await server.Apply.YamlAsync(Ingress("bad", annotation, spec), ns);
        // What is applied after it is served after it: then the bad one has been seen too.
        await server.Apply.YamlAsync(Ingress("later", "", Rules("later.test", "app2")), ns);
        await edge.AnswersAsync("later.test", response => response.Text == "other-1", "served");

        Assert.Equal("app-1", (await edge.GetAsync("good.test")).Text);
        Assert.Equal(before, await RouteAsync(edge));
        if (word.Length > 0)
            await edge.ProblemAsync(what, $"{ns}/", word);
    }

    private static async Task<string> RouteAsync(ClusterEdge edge)
    {
        var routes = JsonSerializer.Deserialize<JsonElement>(await edge.AskAsync("/api/v1/routes"));
        var good = routes
            .GetProperty("routes")
            .EnumerateArray()
            .Single(route => route.GetProperty("hosts").EnumerateArray().Any(host => host.GetString() == "good.test"));
        var backends = good.GetProperty("backends").EnumerateArray().Select(backend => backend.GetProperty("service"));
        return $"{good.GetProperty("name")}: {string.Join(", ", backends)}";
    }

    private static string Rules(string host, params string[] services) =>
        $"rules: [{{ host: {host}, http: {{ paths: ["
        + string.Concat(
            services.Select(service =>
                $"{{ path: /, pathType: Prefix, backend: {{ service: {{ name: {service}, port: {{ number: 80 }} }} }} }}, "
            )
        )
        + "] } }]";

    private static string Ingress(string name, string annotation, string spec) =>
        $"""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: {name}
              annotations:
                kubernetes.io/ingress.class: rubbish
                {annotation}
            spec:
              {spec}
            """;
}
