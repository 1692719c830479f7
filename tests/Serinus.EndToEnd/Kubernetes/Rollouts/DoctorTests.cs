using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>What <c>serinus doctor</c> says of a cluster with the manifests as they are shipped, and of one where something is missing.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class DoctorTests
{
    private static readonly TimeSpan hang = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_shipped_manifests_are_sound_and_what_rollouts_miss_is_named()
    {
        // Definitions are the whole cluster's, so it is one of its own.
        await using var server = await ApiServer.StartAsync();
        await ApplyAsync(server, "namespace.yaml");
        foreach (var file in Directory.EnumerateFiles(Manifests, "*.yaml").Select(Path.GetFileName))
        {
            if (file is not ("namespace.yaml" or "kustomization.yaml" or "rbac-rollouts.yaml"))
                await ApplyAsync(server, file!);
        }

        Assert.Equal((0, "0 errors, 0 warnings"), await ExamineAsync(server));

        await ApplyAsync(server, "config.yaml", ("kubernetes:\n", "kubernetes:\n      rollouts: { flagger: true }\n"));
        var (bare, missing) = await ExamineAsync(server);
        Assert.NotEqual(0, bare);
        Assert.Contains("ServiceAccount serinus may not list canaries of serinus.dev", missing);
        Assert.Contains("there is no CustomResourceDefinition canaries.serinus.dev", missing);

        await ApplyAsync(server, "rbac-rollouts.yaml");
        foreach (var kind in new[] { "canaries", "canaryruns", "metrictemplates", "alertproviders" })
            await ApplyAsync(server, $"crds/{kind}.yaml");
        Assert.Equal((0, "0 errors, 0 warnings"), await ExamineAsync(server));

        await ApplyAsync(server, "crds/canaries.yaml", ("skipAnalysis:", "skipTheAnalysis:"));
        var (_, stale) = await ExamineAsync(server);
        Assert.Contains(
            "CustomResourceDefinition canaries.serinus.dev: it does not know spec.skipAnalysis\n",
            stale + "\n"
        );
    }

    private static string Manifests => Path.Combine(Repository.Root, "deploy", "manifests");

    private static async Task ApplyAsync(ApiServer server, string file, params (string Old, string New)[] changes)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Manifests, file));
        foreach (var (old, changed) in changes)
        {
            Assert.Contains(old, text);
            text = text.Replace(old, changed, StringComparison.Ordinal);
        }

        await server.Kubectl.ApplyAsync(text);
    }

    private static async Task<(int Status, string Said)> ExamineAsync(ApiServer server)
    {
        var (status, said) = await ChildProcess.RunAsync(
            Repository.Program,
            ["doctor", "--kubeconfig", server.Kubeconfig],
            hang
        );
        return (status, said.Trim());
    }
}
