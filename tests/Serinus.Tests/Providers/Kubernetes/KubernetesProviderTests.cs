using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Serinus.Providers.Kubernetes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;
using Serinus.Tests.Providers.Kubernetes.Api;

namespace Serinus.Tests.Providers.Kubernetes;

public class KubernetesProviderTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly FakeApi api = new() { Answer = Answer };
    private readonly Channel<Fragment> published = Channel.CreateUnbounded<Fragment>();
    private readonly ConcurrentQueue<string> told = [];

    [Fact]
    public async Task It_speaks_once_everything_is_read_and_again_after_a_change()
    {
        await using var running = Start(Said);

        Assert.Equal("web", Assert.Single((await NextAsync()).Routes).Name);
        await SayAsync("more");

        Assert.Equal(["more", "web"], (await NextAsync()).Routes.Select(route => route.Name).Order());
    }

    [Fact]
    public async Task A_view_that_cannot_be_translated_is_told_and_the_next_one_is_served()
    {
        await using var running = Start(view =>
            view.Ingresses.Count == 2 ? throw new InvalidOperationException("a bug") : Said(view)
        );
        await NextAsync();

        var watch = await SayAsync("poison");
        while (told.IsEmpty)
            await Task.Yield();
        watch.Say("DELETED", Item("poison"));
        watch.Say("ADDED", Item("third"));
        watch.Say("ADDED", Item("fourth"));

        Assert.Equal(["fourth", "third", "web"], (await NextAsync()).Routes.Select(route => route.Name).Order());
        Assert.Contains(told, line => line.Contains("a bug", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_Secret_that_is_asked_for_is_there_in_the_first_word()
    {
        await using var running = Start(view =>
            Said(view) with
            {
                Secrets = [new ObjectKey("a", "pair")],
                Fragment = new Fragment { Provider = "kubernetes", Routes = [Named($"{view.Secrets.Count} secrets")] },
            }
        );

        Assert.Equal("1 secrets", Assert.Single((await NextAsync()).Routes).Name);
    }

    private Running Start(Func<ClusterView, Translation> translate)
    {
        var provider = new KubernetesProvider(
            api,
            translate,
            new KubernetesConfig { WriteStatus = false },
            "edge",
            (_, message) => told.Enqueue(message),
            TimeProvider.System
        );
        return new Running(provider, fragment => published.Writer.TryWrite(fragment));
    }

    private async Task<Fragment> NextAsync()
    {
        using var limit = new CancellationTokenSource(patience);
        return await published.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Tells the watch of Ingresses of one more.</summary>
    private async Task<FakeWatch> SayAsync(string name)
    {
        while (true)
        {
            var watch = await api.WatchAsync();
            if (!watch.Path.Contains("/ingresses?", StringComparison.Ordinal))
                continue;
            watch.Say("ADDED", Item(name));
            return watch;
        }
    }

    private static Translation Said(ClusterView view) =>
        new(
            new Fragment { Provider = "kubernetes", Routes = [.. view.Ingresses.Keys.Select(key => Named(key.Name))] },
            [],
            []
        );

    private static RouteConfig Named(string name) => new() { Name = name };

    private static string Item(string name) =>
        $$"""{ "metadata": { "namespace": "a", "name": "{{name}}", "uid": "{{name}}", "resourceVersion": "9" } }""";

    private static (string?, ApiFailure?) Answer(ApiRequest request)
    {
        var path = request.Path.Split('?')[0];
        return path switch
        {
            _ when request.Body is not null => ("""{ "status": { "allowed": true } }""", null),
            "/api/v1" => ("""{ "resources": [{ "name": "services" }] }""", null),
            "/apis/networking.k8s.io/v1" => ("""{ "resources": [{ "name": "ingresses" }] }""", null),
            "/apis/networking.k8s.io/v1/ingresses" => (List(Item("web")), null),
            "/api/v1/services" => (List(""), null),
            "/api/v1/namespaces/a/secrets" => (List(Item("pair")), null),
            _ => (null, ApiFailure.Of(404, "there is no such page")),
        };
    }

    private static string List(string items) =>
        $$"""{ "metadata": { "resourceVersion": "5" }, "items": [{{items}}] }""";

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly KubernetesProvider provider;
        private readonly Task run;

        public Running(KubernetesProvider provider, Action<Fragment> publish)
        {
            this.provider = provider;
            run = Task.Run(() => provider.RunAsync(publish, stop.Token));
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(patience));
            provider.Dispose();
            stop.Dispose();
        }
    }
}
