using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>A Canary, of our own group or of Flagger's.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Generation">Rises with every change of <paramref name="Spec"/>.</param>
/// <param name="IsDeleting">Whether it is being deleted and waits for its finalizers.</param>
/// <param name="Finalizers">What is to be done before it is gone.</param>
/// <param name="Owners">What it belongs to.</param>
/// <param name="Spec">What is asked for; where something of it cannot be read, its default.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Problems">What of it cannot be read.</param>
/// <param name="Snapshot"><c>spec</c> as it is written.</param>
internal sealed record CanaryObject(
    ObjectMeta Meta,
    long Generation,
    bool IsDeleting,
    ImmutableArray<string> Finalizers,
    ImmutableArray<ObjectOwner> Owners,
    CanarySpec Spec,
    CanaryStatus Status,
    ImmutableArray<Problem> Problems,
    JsonElement Snapshot
) : IKubernetesObject
{
    private static readonly JsonElement nothing = JsonSerializer.SerializeToElement(new { });

    /// <summary>The Services between which it moves requests; null when it does not say them.</summary>
    public ServedCanary? Served { get; } = CanaryArms.Of(Meta, Spec);

    /// <summary>Whether what is asked for can be read.</summary>
    public bool IsReadable => !Problems.Any(problem => problem.Severity == Severity.Error);

    /// <summary>Reads one. Nothing is thrown for a wrong one: what is wrong is a problem.</summary>
    public static CanaryObject Read(JsonElement json)
    {
        var meta = ObjectReader.Meta(json);
        var problems = new ObjectProblems(Kinds.Canary, meta.Key);
        var written = json.Field("spec") ?? nothing;
        var spec = (CanarySpec?)Shapes.Of(typeof(CanarySpec)).Read(written, "spec", problems);
        // Of a status nobody but the controller is told: what it cannot read it writes anew.
        var unread = new ObjectProblems(Kinds.Canary, meta.Key);
        var status = json.Field("status") is { } said
            ? (CanaryStatus?)Shapes.Of(typeof(CanaryStatus)).Read(said, "status", unread)
            : null;
        var head = json.Field("metadata");
        return new CanaryObject(
            meta,
            head.Long("generation"),
            head.Text("deletionTimestamp") is not null,
            head.Texts("finalizers"),
            OwnersOf(head),
            spec ?? Empty(),
            status ?? new CanaryStatus(),
            problems.ToImmutable(),
            written.Clone()
        );
    }

    private static CanarySpec Empty() => (CanarySpec)Activator.CreateInstance(typeof(CanarySpec), nonPublic: true)!;

    private static ImmutableArray<ObjectOwner> OwnersOf(JsonElement? meta) =>
        [
            .. meta.Items("ownerReferences")
                .Select(owner => new ObjectOwner(
                    owner.Text("apiVersion") ?? "",
                    owner.Text("kind") ?? "",
                    owner.Text("name") ?? "",
                    owner.Text("uid") ?? ""
                )),
        ];
}
