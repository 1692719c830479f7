using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Status;
using Serinus.Routing.Config;
using Serinus.Tests.Providers.Kubernetes.Ingresses;

namespace Serinus.Tests.Providers.Kubernetes.Status;

public class PublishedAddressesTests
{
    private static readonly KubernetesConfig published = new() { PublishedService = "edge/serinus" };

    [Fact]
    public void Without_a_setting_nothing_is_written() =>
        Assert.Null(PublishedAddresses.Find(new KubernetesConfig(), ClusterText.Parse("").View, out _));

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", null)]
    [InlineData("2001:db8::7", "2001:db8::7", null)]
    [InlineData("edge.example.net", null, "edge.example.net")]
    public void An_address_that_is_configured_is_an_IP_address_or_a_name(string address, string? ip, string? name)
    {
        var found = PublishedAddresses.Find(
            new KubernetesConfig { StatusAddress = address },
            ClusterText.Parse("").View,
            out _
        );

        Assert.Equal([new LoadBalancerAddress(ip, name)], found!.Value);
    }

    [Theory]
    [InlineData("type: LoadBalancer", "status: { loadBalancer: { ingress: [{ hostname: lb.test }] } }", "lb.test")]
    [InlineData("type: LoadBalancer", "status: { loadBalancer: { ingress: [{ ip: 192.0.2.1 }] } }", "192.0.2.1")]
    [InlineData("externalIPs: [192.0.2.9]", "", "192.0.2.9")]
    [InlineData("type: ExternalName\n  externalName: out.test", "", "out.test")]
    public void A_published_Service_tells_its_addresses(string spec, string status, string wanted)
    {
        var view = ClusterText
            .Parse(
                $"apiVersion: v1\nkind: Service\nmetadata: {{ namespace: edge, name: serinus }}\nspec:\n  {spec}\n{status}"
            )
            .View;

        var found = PublishedAddresses.Find(published, view, out var problem);

        Assert.Null(problem);
        Assert.Equal(wanted, Assert.Single(found!.Value) is var one ? one.Ip ?? one.Hostname : null);
    }

    [Fact]
    public void A_load_balancer_that_is_being_made_leaves_what_was_written()
    {
        var view = ClusterText
            .Parse(
                "apiVersion: v1\nkind: Service\nmetadata: { namespace: edge, name: serinus }\nspec: { type: LoadBalancer }"
            )
            .View;

        Assert.Null(PublishedAddresses.Find(published, view, out var problem));
        Assert.Null(problem);
    }

    [Fact]
    public void A_Service_that_does_not_exist_is_named()
    {
        Assert.Null(PublishedAddresses.Find(published, ClusterText.Parse("").View, out var problem));
        Assert.Contains("edge/serinus", problem!.Message, StringComparison.Ordinal);
    }
}
