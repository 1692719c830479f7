using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Serinus.Providers.Kubernetes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Status;
using Serinus.Routing.Config;
using Serinus.Tests.Control;
using Serinus.Tests.Providers.Kubernetes.Api;
using Serinus.Tests.Providers.Kubernetes.Ingresses;

namespace Serinus.Tests.Providers.Kubernetes.Status;

public class ProblemEventsTests
{
    private readonly List<JsonElement> sent = [];
    private readonly FakeApi api;
    private readonly ProblemEvents events;
    private readonly ClusterView view = ClusterText
        .Parse("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { namespace: a, name: web, uid: u1 }")
        .View;

    public ProblemEventsTests()
    {
        api = new FakeApi
        {
            Answer = request =>
            {
                sent.Add(JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(request.Body!)));
                return ("{}", null);
            },
        };
        events = new ProblemEvents(api, "edge-1", new FakeTime());
    }

    [Fact]
    public async Task A_problem_is_told_once_on_the_object_that_has_it()
    {
        await events.WriteAsync([Of("bad weight")], view, () => true, default);
        await events.WriteAsync([Of("bad weight")], view, () => true, default);

        var told = Assert.Single(sent);
        var about = told.GetProperty("involvedObject");
        Assert.Equal(("Ingress", "web", "u1"), (Text(about, "kind"), Text(about, "name"), Text(about, "uid")));
        Assert.Equal("metadata.annotations: bad weight; mend it", Text(told, "message"));
        Assert.Equal("Warning", Text(told, "type"));
        Assert.Equal(["POST /api/v1/namespaces/a/events"], api.Requests);
    }

    [Fact]
    public async Task A_problem_of_a_route_is_told_on_the_Ingress_it_comes_from()
    {
        var ofRoute = new Problem
        {
            Object = new ObjectId(ObjectId.Route, "a/web x.test/"),
            Message = "shadowed",
            Location = new Location($"{Kinds.Ingress} a/web", 0, 0),
        };

        await events.WriteAsync([ofRoute], view, () => true, default);

        Assert.Equal("web", Text(Assert.Single(sent).GetProperty("involvedObject"), "name"));
    }

    [Fact]
    public async Task A_problem_that_was_cured_and_comes_back_is_told_again_as_the_same_Event()
    {
        await events.WriteAsync([Of("bad weight")], view, () => true, default);
        await events.WriteAsync([], view, () => true, default);
        api.Answer = request => request.Method == HttpMethod.Post ? (null, ApiFailure.Of(409, "exists")) : ("{}", null);

        var failure = await events.WriteAsync([Of("bad weight")], view, () => true, default);

        Assert.Null(failure);
        var name = Text(sent[0].GetProperty("metadata"), "name");
        Assert.Equal($"PATCH /api/v1/namespaces/a/events/{name}", api.Requests.Last());
    }

    [Fact]
    public async Task Problems_of_nobody_in_the_cluster_are_not_told_there()
    {
        await events.WriteAsync(
            [Of("bad weight") with { Object = new ObjectId(Kinds.Ingress, "a/gone") }, Edge()],
            view,
            () => true,
            default
        );

        Assert.Empty(sent);
    }

    [Fact]
    public async Task A_flood_of_problems_is_told_bit_by_bit()
    {
        ImmutableArray<Problem> many = [.. Enumerable.Range(0, 120).Select(i => Of($"mistake {i}"))];

        await events.WriteAsync(many, view, () => true, default);
        Assert.Equal(50, sent.Count);
        await events.WriteAsync(many, view, () => true, default);
        await events.WriteAsync(many, view, () => true, default);

        Assert.Equal(120, sent.Select(one => Text(one, "message")).Distinct().Count());
        Assert.Equal(120, sent.Count);
    }

    private static Problem Of(string message) =>
        new()
        {
            Object = new ObjectId(Kinds.Ingress, "a/web"),
            Field = "metadata.annotations",
            Message = message,
            Cure = "mend it",
        };

    private static Problem Edge() => new() { Object = new ObjectId(ObjectId.Edge, ""), Message = "of the edge" };

    private static string? Text(JsonElement value, string field) => value.GetProperty(field).GetString();
}
