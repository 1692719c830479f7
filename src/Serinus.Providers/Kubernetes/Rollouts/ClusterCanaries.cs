using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// Canaries of a cluster as a command sees them: it reads objects, and asks by an annotation whoever leads. Who may do what is for the
/// cluster's own rights to say.
/// </summary>
public sealed class ClusterCanaries : IDisposable
{
    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private static readonly ResourceType canaries = CustomResources.Canary.Type;
    private static readonly ResourceType runs = CustomResources.CanaryRun.Type;

    private readonly IApiServer api;
    private readonly string server;
    private readonly string ns;
    private readonly TimeProvider time;

    internal ClusterCanaries(IApiServer api, string server, string ns, TimeProvider time) =>
        (this.api, this.server, this.ns, this.time) = (api, server, ns, time);

    /// <summary>Opens a cluster.</summary>
    /// <param name="kubeconfig">The file; that of whoever runs the program when null.</param>
    /// <param name="context">Context in the file; its current one when null.</param>
    /// <param name="ns">Namespace; that of the context when null, all of them when empty.</param>
    /// <exception cref="ClusterAccessException">The file cannot be used.</exception>
    public static ClusterCanaries Open(string? kubeconfig, string? context, string? ns)
    {
        if (kubeconfig is not null && !File.Exists(kubeconfig))
            throw new ClusterAccessException($"there is no kubeconfig {kubeconfig}; name another with --kubeconfig");
        try
        {
            var read = Credentials.Read(new KubernetesConfig { Kubeconfig = kubeconfig, Context = context });
            return new ClusterCanaries(
                new ApiConnection(read, TimeProvider.System),
                read.Host,
                ns ?? Credentials.Namespace(read),
                TimeProvider.System
            );
        }
        catch (KubeconfigException trouble) when (trouble.NamesNone)
        {
            var looked = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } paths
                ? $"KUBECONFIG ({paths}) names no file that is there"
                : "KUBECONFIG is not set, and there is no ~/.kube/config";
            throw new ClusterAccessException(
                $"a cluster is asked, and none is named: {looked}; give --kubeconfig FILE, or leave out -n, -A and --context to ask an edge",
                trouble
            );
        }
        catch (KubeconfigException trouble)
        {
            throw new ClusterAccessException($"{trouble.Message}; here: --kubeconfig and --context", trouble);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (api as IDisposable)?.Dispose();

    /// <summary>Canaries of the namespace, or of all of them.</summary>
    /// <exception cref="ClusterAccessException">They cannot be read.</exception>
    public async Task<ImmutableArray<ClusterCanary>> ListAsync(CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(ApiRequest.Get(canaries.ListPath(ns)), "canaries", cancellationToken);
        return
        [
            .. ((JsonElement?)answer.Root)
                .Items("items")
                .Select(item => View(CanaryObject.Read(item!.Value)))
                .OrderBy(canary => canary.Spec.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>One of them.</summary>
    /// <param name="name">Its name, or <c>namespace/name</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ClusterAccessException">It is not there, or cannot be read.</exception>
    public async Task<ClusterCanary> GetAsync(string name, CancellationToken cancellationToken) =>
        View(await ReadAsync(KeyOf(name), cancellationToken));

    /// <summary>Its runs that ended, the newest first.</summary>
    /// <exception cref="ClusterAccessException">They cannot be read.</exception>
    public async Task<ImmutableArray<(RolloutSpec Spec, RunState State)>> RunsAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        var canary = await ReadAsync(KeyOf(name), cancellationToken);
        var spec = SpecOf(canary);
        var selector = Uri.EscapeDataString($"{RunText.CanaryLabel}={RunText.LabelOf(canary)}");
        var path = $"{runs.ListPath(canary.Meta.Key.Namespace)}?labelSelector={selector}";
        using var answer = await AskAsync(ApiRequest.Get(path), "canaryruns", cancellationToken);
        return
        [
            .. ((JsonElement?)answer.Root)
                .Items("items")
                .Where(item => item.Field("spec").Text("canary") == canary.Meta.Key.Name)
                .Select(item => RunStateJson.ReadText(item.Field("status").Text("state") ?? "", out _))
                .OfType<RunState>()
                .OrderByDescending(state => state.Run)
                .Select(state => (spec, state)),
        ];
    }

    /// <summary>Asks for something, and waits for the answer of whoever leads.</summary>
    /// <param name="name">The Canary.</param>
    /// <param name="verb">What is asked, such as <c>promote-full</c>.</param>
    /// <param name="revision">For <c>undo</c>: the version; the last one when null.</param>
    /// <param name="id">Names the command.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ClusterAccessException">It could not be asked, or nobody answered.</exception>
    public async Task<CommandOutcome> ActAsync(
        string name,
        string verb,
        string? revision,
        string id,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var key = KeyOf(name);
        var text = $"{verb}{(revision is null ? "" : $"@{revision}")} {id} by {actor}";
        await AnnotateAsync(key, text, cancellationToken);
        var began = time.GetTimestamp();
        using var looks = new PeriodicTimer(look, time);
        while (time.GetElapsedTime(began) < patience)
        {
            await looks.WaitForNextTickAsync(cancellationToken);
            var notes = (await ReadAsync(key, cancellationToken)).Meta.Annotations;
            var result = notes.GetValueOrDefault(AskedAction.ResultAnnotation) ?? "";
            if (result.StartsWith($"done {text}: ", StringComparison.Ordinal))
                return new CommandOutcome(id, true, result[$"done {text}: ".Length..]);
            if (result.StartsWith($"refused {text}: ", StringComparison.Ordinal))
                return new CommandOutcome(id, false, result[$"refused {text}: ".Length..]);
        }

        // What nobody took now is not to be done at some later time, when nobody expects it any more.
        await AnnotateAsync(key, null, cancellationToken);
        throw new ClusterAccessException(
            $"nobody answered in {patience.TotalSeconds:0} s, and it was taken back; see whether an edge leads: kubectl get lease -A, and /api/v1/kubernetes of an edge"
        );
    }

    private async Task AnnotateAsync(ObjectKey key, string? text, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [AskedAction.Annotation] = text } },
        };
        using var answer = await AskAsync(
            new ApiRequest(
                HttpMethod.Patch,
                canaries.PathOf(key.Namespace, key.Name),
                JsonSerializer.SerializeToUtf8Bytes(patch),
                ApiRequest.MergePatch
            ),
            $"canary {key}",
            cancellationToken
        );
    }

    private async Task<CanaryObject> ReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(
            ApiRequest.Get(canaries.PathOf(key.Namespace, key.Name)),
            $"canary {key}",
            cancellationToken
        );
        return CanaryObject.Read(answer.Root);
    }

    private async Task<ApiAnswer> AskAsync(ApiRequest request, string what, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(request, cancellationToken);
        if (answer.Failure is not { } failure)
            return answer;
        answer.Dispose();
        throw new ClusterAccessException(
            Words(failure, what),
            failure.Kind is FailureKind.Unreachable or FailureKind.Throttled or FailureKind.Broken
        );
    }

    private string Words(ApiFailure failure, string what) =>
        failure.Kind switch
        {
            // Of an object that is not there the server says its name; of a kind it does not know it has no name to say.
            FailureKind.NotFound
                when !failure.Message.Contains($".{CustomResource.Group} ", StringComparison.Ordinal) =>
                $"{server} knows no {canaries.Plural}.{CustomResource.Group}; install the definitions: kubectl apply -k deploy/manifests/crds",
            FailureKind.NotFound => $"{what}: not found; serinus rollout list -A shows those there are",
            FailureKind.Forbidden =>
                $"{what}: {failure.Message}; whoever looks needs get and list, whoever acts patch, on canaries.{CustomResource.Group} (see kubectl auth can-i)",
            FailureKind.Unauthorised =>
                $"{what}: {server} does not know who asks: {failure.Message}; renew the credentials of the kubeconfig, or take another with --kubeconfig or --context",
            FailureKind.Unreachable =>
                $"{what}: {server} does not answer: {failure.Message}; see whether it is up, and whether it is the right one (--kubeconfig, --context)",
            _ => $"{what}: {failure.Message}",
        };

    private ObjectKey KeyOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
            return new ObjectKey(name[..slash], name[(slash + 1)..]);
        return ns.Length > 0
            ? new ObjectKey(ns, name)
            : throw new ClusterAccessException($"write the namespace before the name: NAMESPACE/{name}");
    }

    private static ClusterCanary View(CanaryObject canary)
    {
        var status = canary.Status;
        var blank = new RunState { Phase = status.Phase ?? Phase.Initializing, Reason = status.Message };
        var state = status.State.Length == 0 ? blank : RunStateJson.ReadText(status.State, out _) ?? blank;
        var programmed = status.Weights.Programmed;
        return new ClusterCanary(
            SpecOf(canary),
            state,
            new EdgesView
            {
                Count = programmed.Total,
                Acknowledged = programmed.ProxiesAcked,
                Generation = state.Traffic.Generation,
            },
            (double?)status.Weights.Observed?.Percent,
            status.Weights.Observed?.Requests ?? 0,
            TroubleOf(canary)
        );
    }

    /// <summary>What it asks for, as far as that can be seen from outside: templates it refers to are not read.</summary>
    private static RolloutSpec SpecOf(CanaryObject canary) =>
        new RolloutReader(
            canary,
            CanaryReferences.None,
            new ObjectProblems(CustomResources.Canary.Kind, canary.Meta.Key)
        ).Read([])
        ?? new RolloutSpec
        {
            Name = canary.Meta.Key.ToString(),
            Stable = "",
            Canary = "",
        };

    private static string? TroubleOf(CanaryObject canary) =>
        canary.Problems.FirstOrDefault(problem => problem.Severity == Severity.Error) is { } problem
            ? $"{problem.Field}: {problem.Message}; {problem.Cure}"
        : canary.Status.Conditions.FirstOrDefault(one => one is { Type: "Stalled", Status: "True" }) is { } stalled
        && canary.Status.State.Length == 0
            ? stalled.Message
        : null;
}
