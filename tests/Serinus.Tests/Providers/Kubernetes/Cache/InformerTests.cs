using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Cache;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Tests.Providers.Kubernetes.Api;

namespace Serinus.Tests.Providers.Kubernetes.Cache;

public sealed class InformerTests : IAsyncDisposable
{
    private static readonly ApiFailure broken = new(FailureKind.Unreachable, "connection reset");
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim changes = new(0);
    private readonly ObjectStore<ServiceObject> store;
    private readonly LiveFollowed followed;
    private readonly FakeApi api;
    private readonly Task<ApiFailure> running;
    private volatile string list = List(1, Service("a", 1), Service("b", 1));
    private volatile ApiFailure? listFailure;

    public InformerTests()
    {
        store = new ObjectStore<ServiceObject>(() => changes.Release());
        followed = new LiveFollowed(
            new ResourceType("", "v1", "services"),
            "",
            TimeProvider.System,
            () => changes.Release()
        );
        api = new FakeApi { Answer = _ => listFailure is { } failure ? (null, failure) : (list, null) };
        var informer = new Informer<ServiceObject>(
            api,
            followed,
            "labelSelector=team%3Dweb",
            ObjectReader.Service,
            store,
            new Pace(),
            TimeProvider.System,
            new Random(1)
        );
        running = Task.Run(() => informer.RunAsync(stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    [Fact]
    public async Task It_lists_and_watches_from_there()
    {
        var watch = await api.WatchAsync();

        Assert.True(followed.IsSynced);
        Assert.Equal(["a", "b"], Names());
        Assert.Equal("GET /api/v1/services?limit=250&continue=&labelSelector=team%3Dweb", Assert.Single(api.Requests));
        Assert.Contains("&resourceVersion=1&", watch.Path, StringComparison.Ordinal);
        Assert.Contains("allowWatchBookmarks=true", watch.Path, StringComparison.Ordinal);
        Assert.EndsWith("labelSelector=team%3Dweb", watch.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_change_what_is_known()
    {
        var watch = await api.WatchAsync();
        watch.Say("ADDED", Service("c", 2));
        watch.Say("DELETED", Service("a", 3));
        watch.Say("MODIFIED", Service("b", 4));

        await UntilAsync(() => store.Items.Values.Any(item => item.Meta.ResourceVersion == "4"));

        Assert.Equal(["b", "c"], Names());
    }

    [Fact]
    public async Task A_broken_watch_is_resumed_where_it_was_without_another_list()
    {
        var watch = await api.WatchAsync();
        watch.Say("ADDED", Service("c", 7));
        watch.Say("BOOKMARK", """{ "metadata": { "resourceVersion": "9" } }""");
        watch.End(broken);

        var resumed = await api.WatchAsync();

        Assert.Contains("&resourceVersion=9&", resumed.Path, StringComparison.Ordinal);
        Assert.Single(api.Requests);
        Assert.Null(followed.Trouble);
    }

    [Fact]
    public async Task A_watch_that_ends_in_good_order_goes_on()
    {
        var watch = await api.WatchAsync();
        watch.Say("BOOKMARK", """{ "metadata": { "resourceVersion": "5" } }""");
        watch.End();

        Assert.Contains("&resourceVersion=5&", (await api.WatchAsync()).Path, StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData("""{ "code": 410, "message": "too old resource version" }""", "ERROR")]
    [InlineData("""{ "code": 500, "message": "etcd is gone" }""", "ERROR")]
    [InlineData("""{ }""", "NONSENSE")]
    public async Task What_cannot_be_resumed_is_listed_anew_and_compared(string item, string type)
    {
        var watch = await api.WatchAsync();
        var before = store.Items[new ObjectKey("web", "a")];
        list = List(20, Service("a", 1), Service("c", 15));

        watch.Say(type, item);
        var next = await api.WatchAsync();

        Assert.Equal(["a", "c"], Names());
        Assert.Same(before, store.Items[new ObjectKey("web", "a")]);
        Assert.Contains("&resourceVersion=20&", next.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_brings_nothing_new_changes_nothing()
    {
        var watch = await api.WatchAsync();
        var before = store.Items;

        watch.Say("ERROR", """{ "code": 410 }""");
        await api.WatchAsync();

        Assert.Same(before, store.Items);
    }

    [Fact]
    public async Task A_watch_that_cannot_be_opened_is_trouble_until_a_list_succeeds()
    {
        var watch = await api.WatchAsync();
        listFailure = broken;

        watch.End(broken);
        await UntilAsync(() => followed.Trouble is not null);
        Assert.Equal(["a", "b"], Names());
        listFailure = null;
        await api.WatchAsync();

        Assert.Null(followed.Trouble);
    }

    [Theory]
    [InlineData("Forbidden")]
    [InlineData("NotFound")]
    public async Task What_is_no_longer_allowed_or_served_ends_it_and_keeps_what_is_known(string kind)
    {
        var watch = await api.WatchAsync();

        watch.End(new ApiFailure(Enum.Parse<FailureKind>(kind), "no more"));
        var failure = await running.WaitAsync(patience);

        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Equal(["a", "b"], Names());
    }

    [Fact]
    public async Task A_list_comes_in_pages_and_in_one_piece_when_a_page_is_forgotten()
    {
        var watch = await api.WatchAsync();
        api.Answer = request =>
            request.Path.Contains("continue=next", StringComparison.Ordinal)
                ? (null, new ApiFailure(FailureKind.Gone, "the continue parameter is too old"))
                : (
                    request.Path.Contains("limit=", StringComparison.Ordinal)
                        ? List(30, Service("a", 1)).Replace("\"resourceVersion\": \"30\"", "\"continue\": \"next\"")
                        : List(31, Service("d", 1)),
                    null
                );

        watch.Say("ERROR", """{ "code": 410 }""");
        await api.WatchAsync();

        Assert.Equal(["d"], Names());
    }

    private IEnumerable<string> Names() => store.Items.Keys.Select(key => key.Name).Order();

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            Assert.True(await changes.WaitAsync(patience));
    }

    private static string Service(string name, int version) =>
        JsonSerializer.Serialize(
            new
            {
                metadata = new
                {
                    @namespace = "web",
                    name,
                    uid = $"uid-{name}",
                    resourceVersion = $"{version}",
                },
            }
        );

    private static string List(int version, params string[] items) =>
        $$"""{ "metadata": { "resourceVersion": "{{version}}" }, "items": [{{string.Join(',', items)}}] }""";
}
