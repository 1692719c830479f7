using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>What the configuration of an edge says about rollouts of the cluster.</summary>
/// <param name="File">Its configuration.</param>
/// <param name="At">Where it says so.</param>
internal sealed record RolloutSettings(EdgeFile File, Node At)
{
    /// <summary>Whether this edge may lead, and so needs the rights to.</summary>
    public bool Leads => At.Flag("lead") != false;

    /// <summary>Whether Flagger's objects are acted on too.</summary>
    public bool ReadsFlagger => At.Flag("flagger") == true;

    /// <summary>The namespace Flagger is looked for in; null for all.</summary>
    public string? FlaggerNamespace => At.Text("flaggerNamespace");

    /// <summary>The settings of an edge that has rollouts on; null for others.</summary>
    public static RolloutSettings? Of(Edge edge) =>
        edge is { IsSerinus: true, Config: { Tree: { } tree } file }
        && tree.At("kubernetes", "rollouts") is MapNode settings
            ? new RolloutSettings(file, settings)
            : null;

    /// <summary>The settings of those of some edges that have rollouts on.</summary>
    public static IEnumerable<RolloutSettings> Of(IEnumerable<Edge> edges) =>
        edges.Select(Of).OfType<RolloutSettings>();

    /// <summary>A finding at the setting.</summary>
    public Finding Make(FindingSeverity severity, string what, string meaning, string cure) =>
        File.Holder.Make(severity, File.Place(At), what, meaning, cure);
}
