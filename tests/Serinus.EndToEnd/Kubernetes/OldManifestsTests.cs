using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>The manifests of a Traefik 1.7 canary as they are, on a real API server, with the old service account's own token and rights.</summary>
[Collection(KubernetesCollection.Name)]
public class OldManifestsTests(SharedApiServer shared)
{
    private const string Host = "myapp.example.com";
    private const int Requests = 10_000;

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(13)]
    public async Task Ten_thousand_requests_are_shared_exactly_whatever_the_number_of_pods(int stablePods)
    {
        await using var site = await OldSite.StartAsync(shared, stablePods);
        await using var edge = await ClusterEdge.StartOldAsync(await site.KubeconfigAsync());

        foreach (var (stable, canary) in new[] { (90, 10), (50, 50), (0, 100) })
            await CountAsync(site, edge, stable, canary);
    }

    [Fact]
    public async Task The_plain_entry_point_sends_browsers_to_https_and_strangers_words_count_for_nothing()
    {
        await using var site = await OldSite.StartAsync(shared, stablePods: 1);
        await using var edge = await ClusterEdge.StartOldAsync(await site.KubeconfigAsync());

        var redirect = await RawClient.ExchangeAsync(
            edge.HttpPort,
            $"GET /a/b?c=d HTTP/1.1\r\nHost: {Host}\r\nX-Forwarded-Proto: https\r\n\r\n"
        );
        var unknown = await RawClient.ExchangeAsync(edge.HttpPort, "GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");

        Assert.Equal(302, redirect.Status);
        Assert.Equal($"https://{Host}/a/b?c=d", redirect.Head["Location"]);
        Assert.Equal(404, unknown.Status);
    }

    [Fact]
    public async Task Without_the_class_flag_the_ignored_Ingress_is_named_with_its_cure()
    {
        await using var site = await OldSite.StartAsync(shared, stablePods: 1);
        await using var edge = await ClusterEdge.StartOldAsync(
            await site.KubeconfigAsync(),
            "--kubernetes.ingressclass=another"
        );

        await edge.ProblemAsync("the ignored class", "traefik-external");
        Assert.Equal(404, (await edge.GetAsync(Host)).Status);
    }

    // Pods come and go all the while: half of the requests are sent before, half after one of each Service is replaced.
    private static async Task CountAsync(OldSite site, ClusterEdge edge, int stable, int canary)
    {
        await site.WeightsAsync(stable, canary);
        await site.ServedAsync(edge, stable, canary);
        var before = await RequestCount.ByServiceAsync(edge.HttpsPort, Host, Requests / 2);
        await site.ReplacePodsAsync(edge);
        var after = await RequestCount.ByServiceAsync(edge.HttpsPort, Host, Requests / 2);

        var total = stable + canary;
        Assert.InRange(Sum("stable"), Requests * stable / total - 1, Requests * stable / total + 1);
        Assert.InRange(Sum("canary"), Requests * canary / total - 1, Requests * canary / total + 1);
        Assert.Equal(Requests, Sum("stable") + Sum("canary"));

        int Sum(string service) => before.GetValueOrDefault(service) + after.GetValueOrDefault(service);
    }
}
