using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Cluster;

/// <summary>What may be read is served, what may not is named with the rule to add, and a right that is granted is taken up by itself.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public class RightsTests(SharedApiServer shared)
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    private ApiServer Server => shared.Server;

    [Fact]
    public async Task Rights_that_are_granted_later_are_taken_up_without_a_restart()
    {
        var ns = await SiteAsync("granted");
        await RoleAsync(ns, """{ apiGroups: [""], resources: [services, endpoints], verbs: [get, list, watch] }""");
        await using var edge = await StartAsync(ns);

        Assert.Equal(404, (await edge.GetAsync($"{ns}.test")).Status);
        await edge.ProblemAsync(
            "the missing right",
            "{ apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [list, watch] }"
        );

        await RoleAsync(
            ns,
            """
            { apiGroups: [""], resources: [services, endpoints], verbs: [get, list, watch] }
            - { apiGroups: [networking.k8s.io], resources: [ingresses, ingressclasses], verbs: [get, list, watch] }
            - { apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch] }
            """
        );

        await Readiness.UntilAsync(
            async () => (await edge.GetAsync($"{ns}.test")).Status == 200,
            patience,
            () => $"the Ingress is not served:\n{edge.Child.Output}"
        );
        await Readiness.UntilAsync(
            async () =>
                !string.Join('\n', await edge.ProblemsAsync()).Contains("no right to list", StringComparison.Ordinal),
            patience,
            () => $"the rights are still said to be missing:\n{edge.Child.Output}"
        );
    }

    [Fact]
    public async Task A_right_that_is_taken_away_takes_away_nothing_that_is_served()
    {
        var ns = await SiteAsync("revoked");
        const string services = """{ apiGroups: [""], resources: [services, endpoints], verbs: [get, list, watch] }""";
        await RoleAsync(
            ns,
            $$"""
            {{services}}
            - { apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, list, watch] }
            """
        );
        await using var edge = await StartAsync(ns);
        await edge.AnswersAsync($"{ns}.test", answer => answer.Status == 200, "served");

        await RoleAsync(ns, services);
        // Open watches outlive the right they were opened with; a server that starts again asks for it.
        await Server.KillAsync();
        await Server.StartAgainAsync();

        await Readiness.UntilAsync(
            async () =>
                string.Join('\n', await edge.ProblemsAsync()).Contains("no right to list", StringComparison.Ordinal),
            patience,
            () => $"nobody says that a right is missing:\n{edge.Child.Output}"
        );
        Assert.Equal(200, (await edge.GetAsync($"{ns}.test")).Status);
    }

    private async Task<ClusterEdge> StartAsync(string ns) =>
        await ClusterEdge.StartOldAsync(Server.KubeconfigFor(await Server.ServiceAccountTokenAsync(ns, "edge"), ns));

    /// <summary>A namespace with an Ingress for the host of its name, a pod, and a service account <c>edge</c> without rights.</summary>
    private async Task<string> SiteAsync(string prefix)
    {
        var ns = await Server.NewNamespaceAsync(prefix);
        var pods = new Pods(Server, ns);
        await pods.ServiceAsync("web");
        await pods.PublishAsync("web", [shared.Network.Start()]);
        await Server.Apply.YamlAsync(
            $$"""
            apiVersion: v1
            kind: ServiceAccount
            metadata: { name: edge }
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: { name: {{ns}} }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ns}} }
            subjects: [{ kind: ServiceAccount, name: edge, namespace: {{ns}} }]
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: web, annotations: { kubernetes.io/ingress.class: traefik-external } }
            spec:
              rules:
              - host: {{ns}}.test
                http:
                  paths:
                  - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
            """,
            ns
        );
        return ns;
    }

    private Task RoleAsync(string name, string rules) =>
        Server.Apply.YamlAsync(
            $$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: { name: {{name}} }
            rules:
            - {{rules}}
            """
        );
}
