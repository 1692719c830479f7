using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Cache;
using Serinus.Providers.Kubernetes.Discovery;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Rollouts;
using Serinus.Providers.Kubernetes.Secrets;
using Serinus.Providers.Kubernetes.Status;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes;

/// <summary>
/// Configuration from a Kubernetes cluster: looks what the API server offers and allows, follows it, translates what it holds, and
/// reports back. An API server that is gone takes nothing away: what was known last is served until it is back.
/// </summary>
public sealed class KubernetesProvider : IProvider, IDisposable
{
    /// <summary>Name of the provider in fragments and metrics.</summary>
    public const string ProviderName = "kubernetes";

    // What changes together is told together: the slices of a rollout, the Ingress and the Service of one apply.
    private static readonly TimeSpan gathering = TimeSpan.FromMilliseconds(10);

    // A Secret that was just asked for is answered in a moment; nothing waits longer for it.
    private static readonly TimeSpan secretPatience = TimeSpan.FromSeconds(2);

    private readonly IApiServer api;
    private readonly Func<ClusterView, Translation> translate;
    private readonly KubernetesConfig config;
    private readonly Pace pace;
    private readonly Action<bool, string> tell;
    private readonly TimeProvider time;
    private readonly ChangeSignal changed = new();
    private readonly Backoff surveyBackoff = new(Random.Shared);
    private readonly ServerSurvey survey;
    private readonly ClusterCache cache;
    private readonly Reporting reporting;
    private readonly Connectivity connectivity;
    private ImmutableArray<MissingRight> missing = [];
    private ImmutableArray<Candidate> absent = [];
    private long nextSurvey;
    private ClusterView? untranslatable;
    private bool wasSurveyed;
    private bool isSurveySoon;
    private long? secretsAwaitedSince;
    private volatile Published? published;

    internal KubernetesProvider(
        IApiServer api,
        Func<ClusterView, Translation> translate,
        KubernetesConfig config,
        string ns,
        Action<bool, string> tell,
        TimeProvider time,
        Pace? pace = null,
        string? pod = null
    )
    {
        (this.api, this.translate, this.config, this.tell, this.time) = (api, translate, config, tell, time);
        this.pace = pace ?? new Pace();
        survey = new ServerSurvey(
            api,
            config.Namespaces,
            config.Rollouts is null ? Candidate.All : [.. Candidate.All, .. Candidate.Rollouts]
        );
        var selector = config.LabelSelector is { } labels ? $"labelSelector={Uri.EscapeDataString(labels)}" : "";
        cache = new ClusterCache(api, selector, this.pace, time, changed.Set);
        var identity = $"{pod ?? Environment.MachineName}_{Guid.NewGuid():N}";
        reporting = new Reporting(api, config, ns, identity, pod, tell, time);
        if (config.Rollouts is not null)
            Rollouts = new KubernetesRollouts(api, config, ns, pod, tell, time, this.pace)
            {
                ProblemsChanged = changed.Set,
            };
        connectivity = new Connectivity(this.pace.Patience, tell, time);
        nextSurvey = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <summary>Rollouts of what the cluster holds; null where they are not led.</summary>
    public KubernetesRollouts? Rollouts { get; }

    /// <inheritdoc/>
    public JsonObject? State
    {
        get
        {
            var now = published;
            return new JsonObject
            {
                ["connected"] = connectivity.IsConnected,
                ["publishedAt"] = now?.At.ToString("O"),
                ["following"] = new JsonArray([.. (now?.Following ?? []).Select(kind => (JsonNode)kind)]),
                ["ingresses"] = now?.View.Ingresses.Count ?? 0,
                ["ingressesServed"] = now?.Translation.Served.Length ?? 0,
                ["services"] = now?.View.Services.Count ?? 0,
                ["secrets"] = now?.View.Secrets.Count ?? 0,
                ["missingRights"] = new JsonArray([.. (now?.Missing ?? []).Select(right => (JsonNode)right)]),
                ["writes"] = reporting.IsLeader,
                ["leaseNamespace"] = reporting.Namespace,
                ["rollouts"] = Rollouts?.State,
            };
        }
    }

    /// <summary>Reads where the cluster is; asks it for nothing yet.</summary>
    /// <param name="config">Which cluster, and what of it.</param>
    /// <param name="tell">Takes what an operator should know; true for a warning.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="KubeconfigException">The kubeconfig, or a file it names, is missing or cannot be read.</exception>
    public static KubernetesProvider Create(KubernetesConfig config, Action<bool, string> tell, TimeProvider time)
    {
        var credentials = Credentials.Read(config);
        var translator = new ClusterTranslator(
            config with
            {
                UpstreamTls = UpstreamAuthority.Read(config.UpstreamTls),
            },
            time
        );
        return new KubernetesProvider(
            new ApiConnection(credentials, time),
            translator.Translate,
            config,
            Credentials.Namespace(credentials),
            tell,
            time,
            pod: Environment.GetEnvironmentVariable("POD_NAME")
        );
    }

    /// <inheritdoc/>
    public async Task RunAsync(Action<Fragment> publish, CancellationToken cancellationToken)
    {
        // It may have run before and been ended by a failure: then nothing is followed any more.
        nextSurvey = time.GetTimestamp();
        (wasSurveyed, isSurveySoon, secretsAwaitedSince, published) = (false, false, null, null);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var report = Task.Run(() => reporting.RunAsync(stopping.Token), CancellationToken.None);
        try
        {
            await FollowAsync(publish, cancellationToken);
        }
        finally
        {
            await stopping.CancelAsync();
            await report.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await cache.StopAsync();
        }
    }

    /// <inheritdoc/>
    public void Report(ImmutableArray<Problem> problems) => reporting.Report(problems);

    /// <inheritdoc/>
    public void Dispose() => (api as IDisposable)?.Dispose();

    private async Task FollowAsync(Action<Fragment> publish, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (time.GetElapsedTime(nextSurvey) >= TimeSpan.Zero)
                await SurveyAsync(cancellationToken);
            else if (cache.Following.HasLost && !isSurveySoon)
            {
                SurveyIn(surveyBackoff.Next());
                isSurveySoon = true;
            }

            connectivity.Look(cache.Following.Troubles, isServing: published is not null);
            if (wasSurveyed && cache.Following.IsSynced)
                await TranslateAsync(publish, cancellationToken);
            if (Rollouts is not null && published is { Translation: var now })
                Rollouts.See(new ClusterKnown(cache.View(), cache.Canaries, now.Moved, now.Asked));
            await WaitAsync(cancellationToken);
        }
    }

    private async Task SurveyAsync(CancellationToken cancellationToken)
    {
        isSurveySoon = false;
        var (offer, failure) = await survey.LookAsync(cancellationToken);
        connectivity.Surveyed(failure);
        if (offer is null)
        {
            SurveyIn(surveyBackoff.Next(failure!.RetryAfter));
            return;
        }

        (missing, absent) = (offer.Missing, offer.Absent);
        await cache.FollowAsync(offer, cancellationToken);
        if (cache.Following.IsSynced)
            surveyBackoff.Reset();
        wasSurveyed = true;
        SurveyIn(missing.IsEmpty && absent.IsEmpty ? pace.Recheck : pace.RecheckWhenMissing);
    }

    private void SurveyIn(TimeSpan wait) =>
        nextSurvey = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private async Task TranslateAsync(Action<Fragment> publish, CancellationToken cancellationToken)
    {
        var view = cache.View();
        ImmutableArray<Problem> own = [.. OwnProblems(view)];
        if (published is { } before && IsSame(before.View, view) && before.Own.SequenceEqual(own))
            return;
        if (Translated(view) is not { } translation)
            return;
        await cache.AskAsync(translation.Secrets, cancellationToken);
        if (!cache.HasSecrets)
        {
            secretsAwaitedSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(secretsAwaitedSince.Value) < secretPatience)
                return;
        }

        secretsAwaitedSince = null;
        var known = cache.View();
        if (
            !ReferenceEquals(known.Secrets, view.Secrets)
            || !ReferenceEquals(known.UnreadableSecrets, view.UnreadableSecrets)
        )
        {
            // They were answered while the rest was translated: what is published holds them.
            changed.Set();
            return;
        }

        var fragment = translation.Fragment with { Problems = [.. own, .. translation.Fragment.Problems] };
        published = new Published(
            view,
            translation,
            own,
            [.. cache.Following.Names],
            [.. missing.Select(right => $"{right.Verbs} {right.Resource}")],
            time.GetUtcNow()
        );
        publish(fragment);
        reporting.Served(view, translation);
    }

    /// <summary>What a view means; null when translating it fails, which is a bug: it is told once for each view, and what is served stays.</summary>
    private Translation? Translated(ClusterView view)
    {
        if (untranslatable is { } known && IsSame(known, view))
            return null;
        try
        {
            var translation = translate(view);
            untranslatable = null;
            return translation;
        }
        catch (Exception bug)
        {
            untranslatable = view;
            tell(true, $"the cluster cannot be translated as it is now, and what was known last is served: {bug}");
            return null;
        }
    }

    private IEnumerable<Problem> OwnProblems(ClusterView view)
    {
        foreach (var right in missing)
            yield return right.ToProblem();
        foreach (var kind in absent)
            yield return kind.ToProblem();
        foreach (var problem in Rollouts?.Problems ?? [])
            yield return problem;
        foreach (var refused in cache.Following.Refused)
            yield return new MissingRight(
                refused.Type.Group,
                refused.Type.Plural,
                "list, watch",
                refused.Namespace,
                "the server refuses them; what was known of them stays"
            ).ToProblem();
        if (!view.UnreadableSecrets.IsEmpty)
            yield return new MissingRight("", "secrets", "get, list, watch", "", UnreadSecrets(view)).ToProblem();
        if (connectivity.Problem is { } unreachable)
            yield return unreachable;
        PublishedAddresses.Find(config, view, out var unpublished);
        if (unpublished is not null)
            yield return unpublished;
    }

    private static string UnreadSecrets(ClusterView view) =>
        $"{view.UnreadableSecrets.Count} that Ingresses name cannot be read, such as {view.UnreadableSecrets.Keys.Min(key => key.ToString())}";

    private static bool IsSame(ClusterView left, ClusterView right) =>
        ReferenceEquals(left.Ingresses, right.Ingresses)
        && ReferenceEquals(left.IngressClasses, right.IngressClasses)
        && ReferenceEquals(left.Services, right.Services)
        && ReferenceEquals(left.Endpoints, right.Endpoints)
        && ReferenceEquals(left.Secrets, right.Secrets)
        && ReferenceEquals(left.ReferenceGrants, right.ReferenceGrants)
        && ReferenceEquals(left.Canaries, right.Canaries)
        && ReferenceEquals(left.UnreadableSecrets, right.UnreadableSecrets);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = time.GetElapsedTime(time.GetTimestamp(), nextSurvey);
        if (secretsAwaitedSince is not null && wait > secretPatience)
            wait = secretPatience;
        if (connectivity.NextLook is { } look && wait > look)
            wait = look;
        if (wait <= TimeSpan.Zero)
            return;
        using var limit = new CancellationTokenSource(wait, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await changed.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }

        await Task.Delay(gathering, time, cancellationToken);
        changed.Clear();
    }

    private sealed record Published(
        ClusterView View,
        Translation Translation,
        ImmutableArray<Problem> Own,
        ImmutableArray<string> Following,
        ImmutableArray<string> Missing,
        DateTimeOffset At
    );
}
