using Serinus.Routing.Config;

namespace Serinus.Tests.Routing.Compile;

public sealed class EdgeChecksTests
{
    [Fact]
    public void The_defaults_are_good() => Assert.Empty(Given.Compiled(With(new EdgeConfig())).Problems);

    [Fact]
    public void Settings_out_of_range_are_told()
    {
        AssertError(new() { Admin = new() { Address = "8080" } }, "admin.address", "no address to listen on");
        AssertError(new() { AccessLog = new() { QueueBytesMax = 1 } }, "accessLog.queueBytesMax", "1 is below 65536");
        AssertError(new() { Metrics = new() { Buckets = [] } }, "metrics.buckets", "0 buckets");
        AssertError(new() { Metrics = new() { Buckets = [0.1, 0.1] } }, "metrics.buckets[1]", "not above");
        AssertError(new() { Metrics = new() { Buckets = [double.NaN] } }, "metrics.buckets[0]", "no duration");
        AssertError(new() { Limits = new() { HeadBytesMax = 255 } }, "limits.headBytesMax", "255 is below 256");
        AssertError(new() { Limits = new() { HeaderCountMax = 1001 } }, "limits.headerCountMax", "1001 is above 1000");
        AssertError(
            new() { Limits = new() { KeepAliveTime = TimeSpan.FromSeconds(-1) } },
            "limits.keepAliveTime",
            "below 0"
        );
        AssertError(new() { TrustedNetworks = ["10.0.0.0/33"] }, "trustedNetworks[0]", "is no network");
        AssertError(new() { DrainTime = TimeSpan.FromSeconds(-1) }, "drainTime", "below 0");
        AssertError(new() { Loops = -1 }, "loops", "-1 is below 0");
    }

    [Fact]
    public void A_base_path_begins_with_a_slash_and_does_not_end_with_one()
    {
        Assert.Empty(Given.Compiled(With(new() { Admin = new() { BasePath = "/edge/a" } })).Problems);
        foreach (var bad in (string[])["/", "edge", "/edge/", "/a/../b", "/a b"])
            AssertError(new() { Admin = new() { BasePath = bad } }, "admin.basePath", $"\"{bad}\"");
    }

    [Fact]
    public void What_a_cluster_cannot_be_read_by_is_told()
    {
        Assert.Empty(Given.Compiled(With(new() { Kubernetes = new() })).Problems);
        Assert.Empty(
            Given
                .Compiled(
                    With(
                        new()
                        {
                            Kubernetes = new()
                            {
                                Kubeconfig = "/k",
                                Endpoint = "https://10.0.0.1:6443",
                                Namespaces = ["a", "b-c"],
                                PublishedService = "edge/serinus",
                            },
                        }
                    )
                )
                .Problems
        );
        AssertCluster(new() { Kubeconfig = "" }, "kubeconfig", "empty");
        AssertCluster(new() { Endpoint = "10.0.0.1:6443" }, "endpoint", "no URL");
        AssertCluster(new() { Endpoint = "https://u:p@a" }, "endpoint", "no URL");
        AssertCluster(new() { Namespaces = ["a", "B"] }, "namespaces[1]", "\"B\"");
        AssertCluster(new() { LabelSelector = " " }, "labelSelector", "empty");
        AssertCluster(new() { PublishedService = "serinus" }, "publishedService", "\"serinus\"");
        AssertCluster(new() { PublishedService = "a/b/c" }, "publishedService", "\"a/b/c\"");
        AssertCluster(new() { StatusAddress = "a:80" }, "statusAddress", "\"a:80\"");

        static void AssertCluster(KubernetesConfig cluster, string field, string message) =>
            AssertError(new() { Kubernetes = cluster }, $"kubernetes.{field}", message);
    }

    [Fact]
    public void Settings_are_kept_in_one_place()
    {
        var first = With(new EdgeConfig { Loops = 2 });
        var second = new Fragment
        {
            Provider = "kubernetes",
            Edge = new EdgeConfig { Loops = 4 },
        };

        var result = Serinus.Routing.Compile.Compiler.Compile([first, second], null, Given.Key);

        Assert.Equal(2, result.Snapshot.Edge.Loops);
        Assert.Contains("provider kubernetes", Assert.Single(result.Problems).Message);
    }

    [Fact]
    public void Trusted_networks_are_compiled()
    {
        var snapshot = Given.Compiled(With(new EdgeConfig { TrustedNetworks = ["10.0.0.0/8"] })).Snapshot;

        Assert.True(
            snapshot.Trusted.Contains(Serinus.Routing.Match.ClientAddress.From(System.Net.IPAddress.Parse("10.1.1.1")))
        );
        Assert.False(
            snapshot.Trusted.Contains(Serinus.Routing.Match.ClientAddress.From(System.Net.IPAddress.Parse("11.1.1.1")))
        );
    }

    private static void AssertError(EdgeConfig edge, string field, string message)
    {
        var problem = Assert.Single(Given.Compiled(With(edge)).Errors());
        Assert.Equal(("edge", field), ($"{problem.Object}", problem.Field));
        Assert.Contains(message, problem.Message);
    }

    private static Fragment With(EdgeConfig edge) => Given.Fragment() with { Edge = edge };
}
