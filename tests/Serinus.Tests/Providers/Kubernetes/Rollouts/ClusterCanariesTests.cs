using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Rollouts;
using Serinus.Tests.Providers.Kubernetes.Api;

namespace Serinus.Tests.Providers.Kubernetes.Rollouts;

public class ClusterCanariesTests
{
    [Theory]
    [InlineData(403, "canaries.serinus.dev \"shop\" is forbidden: User \"ann\" cannot get", "User \"ann\" cannot get")]
    [InlineData(403, "canaries.serinus.dev \"shop\" is forbidden: User \"ann\" cannot get", "needs get and list")]
    [InlineData(401, "Unauthorized", "renew the credentials")]
    [InlineData(404, "canaries.serinus.dev \"shop\" not found", "canary web/shop: not found")]
    [InlineData(404, "the server could not find the requested resource", "kubectl apply -k deploy/manifests/crds")]
    [InlineData(404, "404 page not found", "install the definitions")]
    public async Task Who_gets_no_answer_is_told_what_to_do(int status, string message, string told)
    {
        using var canaries = Of(new FakeApi { Answer = _ => (null, ApiFailure.Of(status, message)) });

        var trouble = await Assert.ThrowsAsync<ClusterAccessException>(() => canaries.GetAsync("shop", default));

        Assert.Contains(told, trouble.Message, StringComparison.Ordinal);
        Assert.False(trouble.IsPassing);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_and_may_answer_soon()
    {
        var failure = new ApiFailure(FailureKind.Unreachable, "Connection refused");
        using var canaries = Of(new FakeApi { Answer = _ => (null, failure) });

        var trouble = await Assert.ThrowsAsync<ClusterAccessException>(() => canaries.ListAsync(default));

        Assert.Contains(
            "https://api.test does not answer: Connection refused",
            trouble.Message,
            StringComparison.Ordinal
        );
        Assert.True(trouble.IsPassing);
    }

    [Fact]
    public async Task A_name_with_a_namespace_goes_before_that_of_the_context()
    {
        var api = new FakeApi { Answer = _ => (Canary("other", "shop", ""), null) };
        using var canaries = Of(api);

        var canary = await canaries.GetAsync("other/shop", default);

        Assert.Equal("other/shop", canary.Spec.Name);
        Assert.Equal("GET /apis/serinus.dev/v1/namespaces/other/canaries/shop", api.Requests.Single());
    }

    [Fact]
    public async Task In_all_namespaces_a_name_without_one_names_nothing()
    {
        using var canaries = new ClusterCanaries(
            new FakeApi { Answer = _ => (Canary("web", "shop", ""), null) },
            "https://api.test",
            "",
            TimeProvider.System
        );

        var trouble = await Assert.ThrowsAsync<ClusterAccessException>(() => canaries.GetAsync("shop", default));

        Assert.Contains("NAMESPACE/shop", trouble.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("done", true)]
    [InlineData("refused", false)]
    public async Task What_became_of_an_action_is_told_to_who_asked(string word, bool isAccepted)
    {
        var asked = "";
        using var canaries = Of(
            new FakeApi
            {
                Answer = request =>
                {
                    if (request.Method == HttpMethod.Patch)
                        asked = JsonSerializer
                            .Deserialize<JsonElement>(request.Body)
                            .GetProperty("metadata")
                            .GetProperty("annotations")
                            .GetProperty("serinus.dev/action")
                            .GetString()!;
                    return (Canary("web", "shop", $"{word} {asked}: as it is"), null);
                },
            }
        );

        var outcome = await canaries.ActAsync("shop", "undo", "v1", "id-1", "ann", default);

        Assert.Equal("undo@v1 id-1 by ann", asked);
        Assert.Equal((isAccepted, "as it is"), (outcome.IsAccepted, outcome.Text));
    }

    [Fact]
    public async Task An_action_that_nobody_takes_is_taken_back()
    {
        var bodies = new List<string>();
        var api = new FakeApi
        {
            Answer = request =>
            {
                if (request.Method == HttpMethod.Patch)
                    bodies.Add(System.Text.Encoding.UTF8.GetString(request.Body!));
                return (Canary("web", "shop", "done something else: long ago"), null);
            },
        };
        using var canaries = new ClusterCanaries(api, "https://api.test", "web", new LeapingTime());

        var trouble = await Assert.ThrowsAsync<ClusterAccessException>(() =>
            canaries.ActAsync("shop", "abort", null, "id-1", "ann", default)
        );

        Assert.Contains("nobody answered in 30 s, and it was taken back", trouble.Message, StringComparison.Ordinal);
        Assert.Equal(2, bodies.Count);
        Assert.Contains("\"serinus.dev/action\":null", bodies[1], StringComparison.Ordinal);
    }

    private static ClusterCanaries Of(FakeApi api) => new(api, "https://api.test", "web", TimeProvider.System);

    private static string Canary(string ns, string name, string result) =>
        JsonSerializer.Serialize(
            new
            {
                apiVersion = "serinus.dev/v1",
                kind = "Canary",
                metadata = new
                {
                    name,
                    @namespace = ns,
                    annotations = new Dictionary<string, string> { ["serinus.dev/action-result"] = result },
                },
                spec = new
                {
                    targetRef = new { kind = "Deployment", name },
                    service = new { port = 80 },
                    analysis = new { stepWeight = 10, maxWeight = 50 },
                },
            }
        );

    /// <summary>A clock that goes 20 seconds on whenever somebody looks.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long looks;

        public override long GetTimestamp() => Interlocked.Increment(ref looks) * 20 * TimestampFrequency;
    }
}
