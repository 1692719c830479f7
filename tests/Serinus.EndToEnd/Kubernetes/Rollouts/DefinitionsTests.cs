using System.Net;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>What the API server itself makes of our kinds of objects.</summary>
[Collection(KubernetesCollection.Name)]
public class DefinitionsTests(SharedApiServer shared)
{
    private const string Sound = """
        apiVersion: serinus.dev/v1
        kind: Canary
        metadata: { name: app }
        spec:
          targetRef: { kind: Deployment, name: app }
          service: { port: 80, targetPort: http }
          analysis: { stepWeight: 10, maxWeight: 50 }
        """;

    private ApiServer Server => shared.Server;

    [Fact]
    public async Task Our_kinds_are_installed_by_kubectl_and_shown_by_it()
    {
        var ns = await Server.NewNamespaceAsync("definitions");
        await Server.Kubectl.RunAsync("apply", "-k", Path.Combine(Repository.Root, "deploy", "manifests", "crds"));
        await Definitions.InstallAsync(Server);

        await Server.Kubectl.ApplyAsync(Sound, "-n", ns);
        await Server.PatchAsync(
            $"/apis/serinus.dev/v1/namespaces/{ns}/canaries/app/status",
            """{"status":{"phase":"Progressing","canaryWeight":12.5,"failedChecks":1,"step":"2/5","message":"all well","lastTransitionTime":"2026-01-31T08:00:00Z"}}"""
        );

        var shown = await Server.Kubectl.RunAsync("get", "cn", "-n", ns);
        var lines = shown.Split('\n');
        Assert.Equal(
            ["NAME", "STATUS", "WEIGHT", "FAILEDCHECKS", "STEP", "REASON", "LASTTRANSITIONTIME", "AGE"],
            lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Matches(@"app +Progressing +12\.5 +1 +2/5 +all well", lines[1]);
        Assert.Contains("app", await Server.Kubectl.RunAsync("get", "all", "-n", ns), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind: Deployment, name", "kind: Pod, name")]
    [InlineData("name: app }\n  service", "name: App }\n  service")]
    [InlineData("port: 80", "port: 0")]
    [InlineData("stepWeight: 10", "interval: soon")]
    [InlineData("stepWeight: 10", "threshold: 0")]
    [InlineData("stepWeight: 10", "stepWeight: 10, steps: [{ setWeight: 1 }]")]
    [InlineData("stepWeight: 10", "steps: [{ setWeight: 1, pause: {} }]")]
    [InlineData("stepWeight: 10", "steps: [{}]")]
    [InlineData("stepWeight: 10", "webhooks: [{ name: a, url: 'http://x/', type: sometimes }]")]
    [InlineData("  targetRef: { kind: Deployment, name: app }\n", "")]
    public async Task The_API_server_refuses_what_cannot_be(string sound, string wrong)
    {
        await Definitions.InstallAsync(Server);
        var ns = await Server.NewNamespaceAsync("definitions");

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            Server.Apply.YamlAsync(Sound.Replace(sound, wrong, StringComparison.Ordinal), ns)
        );

        Assert.Contains(sound, Sound, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }
}
