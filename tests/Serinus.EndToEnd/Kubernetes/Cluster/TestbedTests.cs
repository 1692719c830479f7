using System.Net;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Cluster;

/// <summary>What the other tests stand on: a real API server with its rights enforced, and pods that can be reached.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public class TestbedTests(SharedApiServer shared)
{
    [Fact]
    public async Task What_kubectl_applies_is_there()
    {
        var ns = await shared.Server.NewNamespaceAsync();

        await shared.Server.Kubectl.ApplyAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }", "-n", ns);

        var found = await shared.Server.GetAsync($"/api/v1/namespaces/{ns}/configmaps/a");
        Assert.Equal("a", found.GetProperty("metadata").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_service_account_has_the_rights_of_its_role_and_no_other()
    {
        var ns = await shared.Server.NewNamespaceAsync();
        await shared.Server.Apply.YamlAsync(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: { name: reader }
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: { name: reader }
            rules: [{ apiGroups: [""], resources: [services], verbs: [list] }]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: { name: reader }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
            subjects: [{ kind: ServiceAccount, name: reader }]
            """.Replace("name: reader }]", $"name: reader, namespace: {ns} }}]"),
            ns
        );
        var token = await shared.Server.ServiceAccountTokenAsync(ns, "reader");
        var kubectl = new Kubectl(shared.Server.KubeconfigFor(token, ns));

        await kubectl.RunAsync("get", "services");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => kubectl.RunAsync("get", "secrets"));

        Assert.Contains("forbidden", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_pod_answers_on_its_address_until_it_is_ended()
    {
        using var client = new HttpClient();
        using var pod = shared.Network.Start("web-1");
        var url = new Uri($"http://{pod.EndPoint}/");

        Assert.Equal("web-1", await client.GetStringAsync(url));
        Assert.Equal(1, pod.Requests);
        pod.Dispose();

        var gone = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(url));
        Assert.NotEqual(HttpStatusCode.OK, gone.StatusCode);
    }

    [Fact]
    public async Task The_api_server_takes_the_addresses_of_pods()
    {
        var ns = await shared.Server.NewNamespaceAsync();
        var pods = new Pods(shared.Server, ns);
        using var pod = shared.Network.Start();

        await pods.ServiceAsync("web");
        await pods.PublishAsync("web", [pod]);

        var endpoints = await shared.Server.GetAsync($"/api/v1/namespaces/{ns}/endpoints/web");
        Assert.Contains(pod.Address, endpoints.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_outlives_a_crash_of_both_servers()
    {
        await using var server = await ApiServer.StartAsync();
        var ns = await server.NewNamespaceAsync();

        await server.KillAsync();
        await server.Etcd.KillAsync();
        await server.Etcd.StartAgainAsync();
        await server.StartAgainAsync();

        Assert.Equal("v1", (await server.GetAsync($"/api/v1/namespaces/{ns}")).GetProperty("apiVersion").GetString());
    }
}
