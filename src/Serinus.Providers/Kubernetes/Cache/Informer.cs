using System.Globalization;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>
/// Follows objects of one kind: lists them, then watches from there. A watch that breaks is resumed where it was; whatever else goes
/// wrong leads to another list, which is compared with what is known, so that nothing is missed and nothing unchanged is told.
/// </summary>
/// <param name="selector">Label or field selector, as it stands in a query; empty for all.</param>
internal sealed class Informer<T>(
    IApiServer api,
    LiveFollowed followed,
    string selector,
    Func<JsonElement, T> read,
    IStore<T> store,
    Pace pace,
    TimeProvider time,
    Random random
)
    where T : class, IKubernetesObject
{
    private const int PageObjects = 250;
    private static readonly TimeSpan watchGrace = TimeSpan.FromSeconds(15);

    private readonly Backoff backoff = new(random);

    /// <summary>Where the next watch begins; null when everything has to be listed first.</summary>
    private string? resourceVersion;
    private DateTimeOffset relistAt;
    private bool isPaged = true;
    private bool hasHeard;

    /// <summary>Follows until cancelled, or until the server says that there is no such kind or no right to it.</summary>
    public async Task<ApiFailure> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var failure = await StepAsync(cancellationToken);
            if (failure is null)
                continue;
            if (failure.Kind != FailureKind.Gone && resourceVersion is null)
                followed.Failed(failure);
            if (failure.Kind is FailureKind.Forbidden or FailureKind.NotFound)
                return failure;
            await Task.Delay(backoff.Next(failure.RetryAfter), time, cancellationToken);
        }
    }

    private async Task<ApiFailure?> StepAsync(CancellationToken cancellationToken)
    {
        if (resourceVersion is null || time.GetUtcNow() >= relistAt)
        {
            resourceVersion = null;
            if (await ListAsync(cancellationToken) is { } unlisted)
                return unlisted;
            followed.Succeeded();
        }

        var failure = await WatchAsync(cancellationToken);
        if (hasHeard)
            backoff.Reset();
        var mayResume = hasHeard && failure?.Kind is FailureKind.Unreachable or FailureKind.Throttled;
        if (failure is not null && !mayResume)
            resourceVersion = null;
        return failure;
    }

    private async Task<ApiFailure?> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<T>();
        var next = "";
        string? version = null;
        do
        {
            var page = isPaged ? $"limit={PageObjects}&continue={Uri.EscapeDataString(next)}" : "";
            using var answer = await api.SendAsync(followed.Type.List(Path(page)), cancellationToken);
            if (answer.Failure is { } failure)
            {
                // The server forgot what was to come on the next page: it is slow, or much changes. The next list is in one piece.
                isPaged &= failure.Kind != FailureKind.Gone;
                return failure;
            }

            foreach (var item in ((JsonElement?)answer.Root).Items("items"))
                all.Add(read(item!.Value));
            var meta = answer.Root.Field("metadata");
            next = meta.Text("continue") ?? "";
            version = meta.Text("resourceVersion");
        } while (next.Length > 0);

        if (version is null)
            return new ApiFailure(FailureKind.Broken, "a list without resourceVersion");
        store.Replace(followed.Namespace, all);
        resourceVersion = version;
        isPaged = true;
        relistAt = time.GetUtcNow() + (pace.Resync * (0.75 + (random.NextDouble() / 2)));
        return null;
    }

    private async Task<ApiFailure?> WatchAsync(CancellationToken cancellationToken)
    {
        hasHeard = false;
        var lasts = pace.Watch * (1 + random.NextDouble());
        var seconds = Math.Max(1, (int)lasts.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var query = $"watch=1&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={resourceVersion}";
        var began = time.GetTimestamp();
        var failure = await api.WatchAsync(
            followed.Type.Watch(Path(query)),
            lasts + watchGrace,
            Take,
            cancellationToken
        );
        // A watch that ends in good order but at once is a server in trouble.
        if (failure is null && !hasHeard && time.GetElapsedTime(began) < TimeSpan.FromSeconds(1))
            return new ApiFailure(FailureKind.Broken, "the watch ended at once");
        return failure;
    }

    private ApiFailure? Take(JsonElement line)
    {
        var type = ((JsonElement?)line).Text("type");
        if (((JsonElement?)line).Field("object") is not { } item)
            return new ApiFailure(FailureKind.Broken, "an event without object");
        if (type == "ERROR")
        {
            var status = (JsonElement?)item;
            return ApiFailure.Of(status.Whole("code") ?? 500, status.Text("message") ?? "the watch failed");
        }

        if (type == "DELETED")
            store.Remove(ObjectReader.Meta(item).Key);
        else if (type is "ADDED" or "MODIFIED")
            store.Put(read(item));
        else if (type != "BOOKMARK")
            return new ApiFailure(FailureKind.Broken, $"an event of type {type}");
        // Only once the event is taken: what breaks before is asked for again.
        resourceVersion = item.Field("metadata").Text("resourceVersion") ?? resourceVersion;
        hasHeard = true;
        return null;
    }

    private string Path(string query)
    {
        string[] parts = [query, selector];
        return $"{followed.Type.ListPath(followed.Namespace)}?{string.Join('&', parts.Where(part => part.Length > 0))}";
    }
}
