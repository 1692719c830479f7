using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Cluster;

/// <summary>An API server that is away, comes back, or comes back as another version: what was known last is served until there is news.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public class OutageTests
{
    private const string Host = "app.test";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_edge_serves_through_an_outage_and_catches_up()
    {
        await using var server = await ApiServer.StartAsync();
        using var network = new PodNetwork();
        using var old = network.Start("old-1");
        using var fresh = network.Start("fresh-1");
        var ns = await server.NewNamespaceAsync("outage");
        var endpoints = new Pods(server, ns);
        await endpoints.ServiceAsync("app");
        await endpoints.PublishAsync("app", [old]);
        await server.Apply.YamlAsync(Ingress(), ns);
        await using var edge = await ClusterEdge.StartOldAsync(server.Kubeconfig);
        Assert.Equal("old-1", (await edge.GetAsync(Host)).Text);

        await server.KillAsync();
        await ProblemAsync(edge, "does not answer");
        Assert.Equal("old-1", (await edge.GetAsync(Host)).Text);

        await server.StartAgainAsync();
        await endpoints.PublishAsync("app", [fresh]);
        await edge.AnswersAsync(Host, response => response.Text == "fresh-1", "served by the new pod");
        await Readiness.UntilAsync(
            async () => !string.Join('\n', await edge.ProblemsAsync()).Contains("does not answer"),
            Patience,
            () => $"the outage is not over:\n{edge.Child.Output}"
        );

        // As after an upgrade: Ingresses of old versions are served no longer, those of v1 are, and they are the same objects.
        await server.KillAsync();
        await server.StartAgainAsync(
            "--runtime-config=extensions/v1beta1=false,networking.k8s.io/v1beta1=false,discovery.k8s.io/v1beta1=false"
        );
        var later = new Pods(server, ns) { SliceVersion = null };
        await later.PublishAsync("app", [old]);
        await edge.AnswersAsync(Host, response => response.Text == "old-1", "served by what Endpoints say");
    }

    [Fact]
    public async Task With_the_rights_of_old_everything_that_can_be_served_is_and_each_missing_one_is_named_with_its_rule()
    {
        await using var server = await ApiServer.StartAsync();
        using var network = new PodNetwork();
        using var pod = network.Start("app-1");
        var ns = await server.NewNamespaceAsync("rights");
        var endpoints = new Pods(server, ns);
        await endpoints.ServiceAsync("app");
        await endpoints.PublishAsync("app", [pod]);
        await server.Apply.YamlAsync(Ingress(), ns);
        await server.Apply.YamlAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: traefik }");
        await server.Kubectl.ApplyAsync(Fixtures.TraefikController());
        var token = await server.ServiceAccountTokenAsync("kube-system", "edge-traefik");

        await using var edge = await ClusterEdge.StartOldAsync(server.KubeconfigFor(token));

        Assert.Equal("app-1", (await edge.GetAsync(Host)).Text);
        foreach (var resource in new[] { "ingresses", "endpointslices", "ingressclasses" })
            await ProblemAsync(edge, $"resources: [{resource}]");
        await Readiness.UntilAsync(
            () => edge.Child.Output.Contains("resources: [leases]", StringComparison.Ordinal),
            Patience,
            () => $"the right to hold a Lease is not asked for:\n{edge.Child.Output}"
        );

        await server.Apply.YamlAsync(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: { name: more }
            rules:
            - { apiGroups: [networking.k8s.io], resources: [ingresses, ingressclasses], verbs: [get, list, watch] }
            - { apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch] }
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: { name: more }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: more }
            subjects: [{ kind: ServiceAccount, name: edge-traefik, namespace: kube-system }]
            """
        );
        await Readiness.UntilAsync(
            async () => !string.Join('\n', await edge.ProblemsAsync()).Contains("no right to"),
            Patience,
            () => $"the new rights are not taken up:\n{edge.Child.Output}"
        );
        Assert.Contains("networking.k8s.io/v1 ingresses", await edge.AskAsync("/api/v1/kubernetes"));
        Assert.Equal("app-1", (await edge.GetAsync(Host)).Text);
    }

    private static Task ProblemAsync(ClusterEdge edge, string words) =>
        Readiness.UntilAsync(
            async () => (await edge.ProblemsAsync()).Any(problem => problem.Contains(words, StringComparison.Ordinal)),
            Patience,
            () => $"no problem says \"{words}\":\n{edge.Child.Output}"
        );

    private static string Ingress() =>
        $$"""
            apiVersion: extensions/v1beta1
            kind: Ingress
            metadata:
              name: app
              annotations: { kubernetes.io/ingress.class: traefik-external }
            spec:
              rules: [{ host: {{Host}}, http: { paths: [{ path: /, backend: { serviceName: app, servicePort: 80 } }] } }]
            """;
}
