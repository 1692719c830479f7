using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// Canaries that stand for what others ask for: an Ingress by its annotation, a Canary of Flagger. They are called after it, belong to it, and
/// hold the state of its rollout.
/// </summary>
internal sealed class GeneratedCanaries(ClusterObjects objects)
{
    /// <summary>Label of a Canary that was made so: for what.</summary>
    public const string Label = "serinus.dev/generated-for";

    private const string ForIngress = "ingress";
    private const string ForFlagger = "flagger";

    /// <summary>What cannot be made, or is in the way of it.</summary>
    public ImmutableArray<Problem> Problems { get; private set; } = [];

    /// <summary>Makes those that are asked for what they are to be, and removes the others.</summary>
    /// <param name="known">The cluster.</param>
    /// <param name="flagger">Canaries of Flagger that are acted on; null where it is not known which there are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task KeepAsync(
        ClusterKnown known,
        IReadOnlyCollection<CanaryObject>? flagger,
        CancellationToken cancellationToken
    )
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var wanted = new HashSet<ObjectKey>();
        foreach (var (ingress, asked) in known.Asked)
        {
            wanted.Add(ingress.Meta.Key);
            var report = new ObjectProblems(Kinds.Ingress, ingress.Meta.Key);
            var field = $"metadata.annotations[{AnnotationPrefixTexts.Own}{OwnAnnotations.Rollout}]";
            var owner = Owner(ingress.ApiVersion, "Ingress", ingress.Meta);
            await KeepAsync(
                known,
                ingress.Meta,
                owner,
                ForIngress,
                SpecOf(ingress, asked),
                report,
                field,
                cancellationToken
            );
            problems.AddRange(report.ToImmutable());
        }

        foreach (var canary in flagger ?? [])
        {
            if (!wanted.Add(canary.Meta.Key))
                continue;
            var report = new ObjectProblems(Kinds.Canary, canary.Meta.Key);
            var owner = Owner($"{Roles.EdgeRoles.FlaggerGroup}/v1beta1", "Canary", canary.Meta);
            var spec = JsonNode.Parse(canary.Snapshot.GetRawText())!.AsObject();
            await KeepAsync(known, canary.Meta, owner, ForFlagger, spec, report, "", cancellationToken);
            problems.AddRange(report.ToImmutable());
        }

        foreach (var canary in known.Canaries.Values)
        {
            var isFor = canary.Meta.Labels.GetValueOrDefault(Label);
            var isLeft =
                (isFor == ForIngress || (isFor == ForFlagger && flagger is not null))
                && !wanted.Contains(canary.Meta.Key)
                && !canary.IsDeleting;
            if (isLeft)
                await objects.DeleteAsync(CustomResources.Canary.Type, canary.Meta.Key, cancellationToken);
        }

        Problems = problems.ToImmutable();
    }

    /// <summary>Whether a Canary stands for one of Flagger, which is told how it goes.</summary>
    public static bool IsForFlagger(CanaryObject canary) => canary.Meta.Labels.GetValueOrDefault(Label) == ForFlagger;

    /// <summary>What an Ingress asks for, as a Canary asks for it.</summary>
    internal static JsonObject SpecOf(IngressObject ingress, AskedRollout asked) =>
        new()
        {
            ["targetRef"] = new JsonObject { ["kind"] = "Service", ["name"] = asked.Canary },
            ["routeRefs"] = new JsonArray(
                new JsonObject
                {
                    ["kind"] = "Ingress",
                    ["name"] = ingress.Meta.Key.Name,
                    ["stable"] = asked.Stable,
                    ["canary"] = asked.Canary,
                }
            ),
            ["analysis"] = new JsonObject
            {
                ["interval"] = FormattableString.Invariant($"{asked.Interval.TotalMilliseconds:0}ms"),
                ["stepWeights"] = new JsonArray([.. asked.Weights.Select(weight => JsonValue.Create(weight))]),
            },
        };

    private async Task KeepAsync(
        ClusterKnown known,
        ObjectMeta source,
        JsonObject owner,
        string isFor,
        JsonObject spec,
        ObjectProblems problems,
        string field,
        CancellationToken cancellationToken
    )
    {
        var type = CustomResources.Canary.Type;
        string? failure;
        if (!known.Canaries.TryGetValue(source.Key, out var canary))
        {
            var made = new JsonObject
            {
                ["apiVersion"] = Resources.CustomResource.ApiVersion,
                ["kind"] = CustomResources.Canary.Kind,
                ["metadata"] = new JsonObject
                {
                    ["name"] = source.Key.Name,
                    ["namespace"] = source.Key.Namespace,
                    ["labels"] = new JsonObject { [Label] = isFor },
                    ["ownerReferences"] = new JsonArray(owner),
                },
                ["spec"] = spec,
            };
            failure = await objects.CreateAsync(type, source.Key.Namespace, made, cancellationToken);
        }
        else if (canary.Meta.Labels.GetValueOrDefault(Label) != isFor)
        {
            problems.Error(
                field,
                $"there is a Canary {source.Key} already, which counts",
                "remove one of the two, or rename it"
            );
            return;
        }
        else if (!canary.Owners.Any(one => one.Uid == source.Uid))
        {
            // What it was made for was deleted and made anew: so is the Canary, once it is gone.
            failure = await objects.DeleteAsync(type, source.Key, cancellationToken);
        }
        else if (IsSame(canary, spec))
        {
            return;
        }
        else
        {
            var (found, unread) = await objects.GetAsync(type, source.Key, cancellationToken);
            if (found is not null)
                found["spec"] = spec;
            failure = found is null ? unread : await objects.ReplaceAsync(type, source.Key, found, cancellationToken);
        }

        if (failure is not null)
            problems.Error(
                field,
                $"its Canary cannot be written: {failure}",
                "correct what is named, or give the right to"
            );
    }

    // An API server drops what its schema does not have: only what it kept is compared.
    private static bool IsSame(CanaryObject canary, JsonObject spec) =>
        Covers(spec, JsonNode.Parse(canary.Snapshot.GetRawText()));

    private static bool Covers(JsonNode? asked, JsonNode? kept) =>
        (asked, kept) switch
        {
            (JsonObject all, JsonObject some) => some.All(pair => Covers(all[pair.Key], pair.Value)),
            (JsonArray all, JsonArray some) => all.Count == some.Count
                && all.Zip(some).All(pair => Covers(pair.First, pair.Second)),
            _ => JsonNode.DeepEquals(asked, kept),
        };

    private static JsonObject Owner(string apiVersion, string kind, ObjectMeta meta) =>
        new()
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["name"] = meta.Key.Name,
            ["uid"] = meta.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        };
}
