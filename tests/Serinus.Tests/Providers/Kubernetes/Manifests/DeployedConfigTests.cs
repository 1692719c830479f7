using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Testbed;
using Serinus.Tests.Providers.Files;

namespace Serinus.Tests.Providers.Kubernetes.Manifests;

public sealed class DeployedConfigTests
{
    [Fact]
    public void The_configuration_we_deploy_is_read_without_a_problem()
    {
        var path = Path.Combine(Repository.Root, "deploy/manifests/config.yaml");
        var map = Assert.Single(ManifestText.Parse(path, File.ReadAllText(path)).Documents);

        var fragment = FileTranslations.Of("edge.yaml", map.Tree.Text("data", "edge.yaml")!).Fragment;

        Assert.Empty(fragment.Problems);
        Assert.Equal("serinus/serinus", fragment.Edge!.Kubernetes!.PublishedService);
        Assert.StartsWith("127.0.0.1:", fragment.Edge.Admin!.Address);
    }

    [Fact]
    public void Its_drain_fits_into_the_time_the_pod_has()
    {
        var config = Edge();
        var path = Path.Combine(Repository.Root, "deploy/manifests/daemonset.yaml");
        var set = Assert.Single(ManifestText.Parse(path, File.ReadAllText(path)).Documents);

        var grace = set.Tree.Whole("spec", "template", "spec", "terminationGracePeriodSeconds");

        Assert.True((config.DrainDelay + config.DrainTime).TotalSeconds < grace);
    }

    private static Serinus.Routing.Config.EdgeConfig Edge()
    {
        var path = Path.Combine(Repository.Root, "deploy/manifests/config.yaml");
        var map = ManifestText.Parse(path, File.ReadAllText(path)).Documents[0];
        return FileTranslations.Of("edge.yaml", map.Tree.Text("data", "edge.yaml")!).Fragment.Edge!;
    }
}
