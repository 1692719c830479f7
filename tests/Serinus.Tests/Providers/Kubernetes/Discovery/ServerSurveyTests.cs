using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Discovery;
using Serinus.Tests.Providers.Kubernetes.Api;

namespace Serinus.Tests.Providers.Kubernetes.Discovery;

public class ServerSurveyTests
{
    private static readonly Dictionary<string, string[]> v1_20 = new()
    {
        ["/api/v1"] = ["services", "endpoints", "secrets"],
        ["/apis/networking.k8s.io/v1"] = ["ingresses", "ingresses/status", "ingressclasses"],
        ["/apis/networking.k8s.io/v1beta1"] = ["ingresses", "ingressclasses"],
        ["/apis/extensions/v1beta1"] = ["ingresses"],
        ["/apis/discovery.k8s.io/v1beta1"] = ["endpointslices"],
    };

    private static readonly Func<string, string, string, bool> everything = (_, _, _) => true;

    [Fact]
    public async Task The_newest_version_that_is_served_is_taken()
    {
        var offer = await LookAsync(v1_20, everything);

        Assert.Equal(
            [
                "discovery.k8s.io/v1beta1 endpointslices",
                "networking.k8s.io/v1 ingressclasses",
                "networking.k8s.io/v1 ingresses",
                "v1 services",
            ],
            Names(offer)
        );
        Assert.Empty(offer.Missing);
    }

    [Fact]
    public async Task The_role_of_Traefik_1_7_is_enough_and_every_missing_right_is_a_line_with_its_rule()
    {
        var offer = await LookAsync(
            v1_20,
            (group, resource, _) =>
                (group, resource) is ("", "services" or "endpoints" or "secrets") or ("extensions", "ingresses")
        );

        Assert.Equal(["extensions/v1beta1 ingresses", "v1 endpoints", "v1 services"], Names(offer));
        Assert.Equal(
            [
                "add to the ClusterRole: - { apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch] }",
                "add to the ClusterRole: - { apiGroups: [networking.k8s.io], resources: [ingressclasses], verbs: [list, watch] }",
                "add to the ClusterRole: - { apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [list, watch] }",
            ],
            offer.Missing.Select(right => right.ToProblem().Cure).Order()
        );
    }

    [Fact]
    public async Task With_no_right_at_all_nothing_is_followed_and_all_of_it_is_named()
    {
        var offer = await LookAsync(v1_20, (_, _, _) => false);

        Assert.Empty(offer.Resources);
        Assert.Equal(
            ["endpointslices", "ingressclasses", "ingresses", "services"],
            offer.Missing.Select(right => right.Resource).Order()
        );
    }

    [Fact]
    public async Task Each_namespace_is_asked_for_itself()
    {
        var offer = await LookAsync(v1_20, (_, _, ns) => ns != "b", "a", "b");

        Assert.Contains(offer.Resources, offered => offered is { Kind: ResourceKind.Service, Namespace: "a" });
        Assert.DoesNotContain(offer.Resources, offered => offered.Namespace == "b");
        Assert.Contains(offer.Missing, right => right is { Resource: "services", Namespace: "b" });
        Assert.Contains(offer.Resources, offered => offered is { Kind: ResourceKind.IngressClass, Namespace: "" });
    }

    [Fact]
    public async Task A_server_that_does_not_answer_has_no_offer()
    {
        var failure = new ApiFailure(FailureKind.Unreachable, "connection refused");
        var survey = new ServerSurvey(new FakeApi { Answer = _ => (null, failure) }, []);

        var (offer, told) = await survey.LookAsync(CancellationToken.None);

        Assert.Null(offer);
        Assert.Same(failure, told);
    }

    private static IEnumerable<string> Names(Offer offer) =>
        offer.Resources.Select(offered => $"{offered.Type.ApiVersion} {offered.Type.Plural}").Order();

    private static async Task<Offer> LookAsync(
        Dictionary<string, string[]> served,
        Func<string, string, string, bool> isAllowed,
        params ImmutableArray<string> namespaces
    )
    {
        var api = new FakeApi { Answer = request => Answer(request, served, isAllowed) };
        var (offer, failure) = await new ServerSurvey(api, namespaces).LookAsync(CancellationToken.None);
        Assert.Null(failure);
        return offer!;
    }

    private static (string?, ApiFailure?) Answer(
        ApiRequest request,
        Dictionary<string, string[]> served,
        Func<string, string, string, bool> isAllowed
    )
    {
        if (request.Body is { } body)
        {
            var asked = JsonSerializer
                .Deserialize<JsonElement>(Encoding.UTF8.GetString(body))
                .GetProperty("spec")
                .GetProperty("resourceAttributes");
            var allowed = isAllowed(Text("group"), Text("resource"), Text("namespace"));
            return (JsonSerializer.Serialize(new { status = new { allowed } }), null);

            string Text(string name) => asked.GetProperty(name).GetString()!;
        }

        return served.TryGetValue(request.Path, out var names)
            ? (JsonSerializer.Serialize(new { resources = names.Select(name => new { name }) }), null)
            : (null, new ApiFailure(FailureKind.NotFound, "there is no such page"));
    }
}
