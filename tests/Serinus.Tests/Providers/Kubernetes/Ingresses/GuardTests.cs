using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Kubernetes.Ingresses;

/// <summary>What an annotation says wrong keeps its own routes closed, or is left out; it never makes a route vanish, so that no other takes its requests.</summary>
public class GuardTests
{
    private const string Services = """
        ---
        apiVersion: v1
        kind: Service
        metadata: { namespace: a, name: app }
        spec: { ports: [{ port: 80 }] }
        ---
        apiVersion: v1
        kind: Endpoints
        metadata: { namespace: a, name: app }
        subsets: [{ addresses: [{ ip: 10.0.0.1 }], ports: [{ port: 8080 }] }]
        """;

    [Theory]
    [InlineData("redirect-regex: ^http://(.*)\n    traefik.ingress.kubernetes.io/redirect-replacement: https://$2")]
    [InlineData("redirect-regex: ^http://(.*)\n    traefik.ingress.kubernetes.io/redirect-replacement: https://$1x")]
    [InlineData("request-modifier: 'ReplacePathRegex: ^/a(.*) /$2'")]
    public void A_replacement_without_its_group_closes_the_route(string annotation)
    {
        var route = Assert.Single(Served(Ingress("main", annotation)).Routes);

        Assert.Contains(route.Filters, filter => filter.Respond is { Status: 503 });
    }

    [Fact]
    public void Host_is_no_field_of_a_response() =>
        Assert.Single(Served(Ingress("main", "custom-response-headers: 'Host:x||X-A:b'")).Routes);

    [Theory]
    [InlineData("(?x)a #b")]
    [InlineData("(")]
    public void The_pattern_of_a_canary_never_breaks_the_main_route(string pattern)
    {
        var canary = Ingress("canary", "")
            .Replace(
                "    traefik.ingress.kubernetes.io/",
                "    nginx.ingress.kubernetes.io/canary: 'true'\n"
                    + "    nginx.ingress.kubernetes.io/canary-by-header: X-C\n"
                    + $"    nginx.ingress.kubernetes.io/canary-by-header-pattern: '{pattern}'"
            );

        Assert.Single(Served($"{Ingress("main", "priority: '0'")}\n---\n{canary}").Routes);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    public void Nobody_reaches_the_edge_itself_by_an_external_name(string name)
    {
        var yaml =
            Ingress("main", "priority: '0'")
            + $"\n---\napiVersion: v1\nkind: Service\nmetadata: {{ namespace: a, name: app }}\nspec: {{ type: ExternalName, externalName: {name} }}";
        var cluster = ClusterText.Parse(yaml);

        var fragment = new ClusterTranslator(cluster.Config).Translate(cluster.View).Fragment;

        Assert.All(fragment.Services, service => Assert.Empty(service.Endpoints));
        Assert.Contains(fragment.Problems, problem => problem.Message.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public void No_annotation_comes_before_a_route_that_closes_an_entry_point()
    {
        var route = Assert.Single(Served(Ingress("main", "priority: '99999999'")).Routes);

        Assert.InRange(route.Priority, 1, 999_999);
    }

    [Fact]
    public void A_prefix_is_added_after_the_old_one_is_stripped()
    {
        var route = Assert.Single(
            Served(
                Ingress(
                    "main",
                    "rule-type: PathPrefixStrip\n    traefik.ingress.kubernetes.io/request-modifier: 'AddPrefix: /v1'"
                )
            ).Routes
        );

        Assert.Equal("/v1", Assert.Single(route.Filters, filter => filter.Rewrite is not null).Rewrite!.Path!.Prefix);
    }

    private static Fragment Served(string ingresses)
    {
        var cluster = ClusterText.Parse(ingresses + "\n" + Services);
        var fragment = new ClusterTranslator(cluster.Config).Translate(cluster.View).Fragment;
        var listener = new ListenerConfig { Name = "web", Address = ":80" };
        var compiled = Compiler.Compile(
            [new Fragment { Provider = "file", Listeners = [listener] }, fragment],
            previous: null,
            new byte[32]
        );
        Assert.Equal(fragment.Routes.Length, compiled.Snapshot.Routes.Length);
        return fragment;
    }

    private static string Ingress(string name, string annotation) =>
        $$"""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              namespace: a
              name: {{name}}
              annotations:
                traefik.ingress.kubernetes.io/{{annotation}}
            spec:
              rules: [{ host: x.test, http: { paths: [{ path: /api, backend: { service: { name: app, port: { number: 80 } } } }] } }]
            """;
}
