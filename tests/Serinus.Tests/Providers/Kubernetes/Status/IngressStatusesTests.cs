using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Status;
using Serinus.Tests.Providers.Kubernetes.Api;
using Serinus.Tests.Providers.Kubernetes.Ingresses;

namespace Serinus.Tests.Providers.Kubernetes.Status;

public class IngressStatusesTests
{
    private static readonly ImmutableArray<LoadBalancerAddress> wanted = [new(null, "edge.test")];

    private readonly FakeApi api = new() { Answer = _ => ("{}", null) };

    [Fact]
    public async Task Only_a_status_that_says_something_else_is_written_and_only_once()
    {
        var statuses = new IngressStatuses(api);
        var ingresses = Ingresses(
            ("networking.k8s.io/v1", "right", "[{ hostname: edge.test }]"),
            ("extensions/v1beta1", "empty", "[]"),
            ("networking.k8s.io/v1", "other", "[{ ip: 192.0.2.1 }]")
        );

        await statuses.WriteAsync(ingresses, wanted, () => true, default);
        await statuses.WriteAsync(ingresses, wanted, () => true, default);

        Assert.Equal(
            [
                "PATCH /apis/extensions/v1beta1/namespaces/a/ingresses/empty/status",
                "PATCH /apis/networking.k8s.io/v1/namespaces/a/ingresses/other/status",
            ],
            api.Requests.Order()
        );
    }

    [Fact]
    public async Task A_refusal_is_told_and_holds_up_no_other()
    {
        api.Answer = _ => (null, ApiFailure.Of(403, "no"));

        var failure = await new IngressStatuses(api).WriteAsync(
            Ingresses(("networking.k8s.io/v1", "one", "[]"), ("networking.k8s.io/v1", "two", "[]")),
            wanted,
            () => true,
            default
        );

        Assert.Equal(FailureKind.Forbidden, failure!.Kind);
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task An_Ingress_that_is_gone_holds_up_no_other()
    {
        api.Answer = request =>
            request.Path.Contains("/gone/", StringComparison.Ordinal)
                ? (null, ApiFailure.Of(404, "gone"))
                : ("{}", null);

        var failure = await new IngressStatuses(api).WriteAsync(
            Ingresses(("networking.k8s.io/v1", "gone", "[]"), ("networking.k8s.io/v1", "there", "[]")),
            wanted,
            () => true,
            default
        );

        Assert.Null(failure);
        Assert.Equal(2, api.Requests.Count);
    }

    private static ImmutableArray<IngressObject> Ingresses(
        params (string Version, string Name, string Addresses)[] all
    ) =>
        [
            .. ClusterText
                .Parse(
                    string.Join(
                        "\n---\n",
                        all.Select(one =>
                            $"apiVersion: {one.Version}\nkind: Ingress\nmetadata: {{ namespace: a, name: {one.Name} }}\n"
                            + $"status: {{ loadBalancer: {{ ingress: {one.Addresses} }} }}"
                        )
                    )
                )
                .View.Ingresses.Values.OrderBy(ingress => ingress.Meta.Key.Name),
        ];
}
