using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Workloads;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>A workload that is rolled out, with what was made of it, as it is known at one moment.</summary>
/// <param name="Canary">The Canary.</param>
/// <param name="Spec">What is asked for.</param>
/// <param name="State">What is remembered.</param>
/// <param name="Target">The workload.</param>
/// <param name="Label">The label by which its pods and those of copies are told apart.</param>
/// <param name="Value">Its value on the target's pods.</param>
/// <param name="Primary">The copy called after it with <c>-primary</c>; null before it is made.</param>
/// <param name="Other">The copy called after it with <c>-canary</c>, where the two change places; null where they do not, or before it is made.</param>
internal sealed record Scene(
    CanaryObject Canary,
    RolloutSpec Spec,
    RunState State,
    WorkloadObject Target,
    string Label,
    string Value,
    WorkloadObject? Primary,
    WorkloadObject? Other
)
{
    // Kubernetes takes no longer values of labels.
    private const int LabelValueMax = 63;

    /// <summary>Whether promotion lets two copies change places, and the target itself never runs.</summary>
    public bool Swaps => IsSwap(Spec, State);

    /// <summary>What serves the old version; null before it is made.</summary>
    public WorkloadObject? Stable => State.IsSwapped ? Other : Primary;

    /// <summary>What serves the new version; null before it is made.</summary>
    public WorkloadObject? Tested =>
        !Swaps ? Target
        : State.IsSwapped ? Primary
        : Other;

    public string Namespace => Target.Meta.Key.Namespace;

    /// <summary>Suffix of what belongs to the old version.</summary>
    public string StableSuffix => State.IsSwapped ? CanaryArms.CanarySuffix : CanaryArms.PrimarySuffix;

    /// <summary>Suffix of what belongs to the new version; where copies do not change places that is the target, which has none.</summary>
    public string TestedSuffix => State.IsSwapped ? CanaryArms.PrimarySuffix : CanaryArms.CanarySuffix;

    /// <summary>What is said of a version that is made or changed.</summary>
    public string TestedName => Tested is { } tested ? $"{tested.Kind} {tested.Meta.Key.Name}" : "the canary";

    /// <summary>Name of the stable workload.</summary>
    public string StableName => $"{Target.Kind} {Target.Meta.Key.Name}{StableSuffix}";

    /// <summary>Looks around.</summary>
    /// <param name="canary">The Canary.</param>
    /// <param name="spec">What is asked for.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="cache">The cluster.</param>
    /// <param name="trouble">Why there is nothing to be seen, or null.</param>
    public static Scene? Of(
        CanaryObject canary,
        RolloutSpec spec,
        RunState state,
        LeaderCache cache,
        out string? trouble
    )
    {
        var reference = canary.Spec.TargetRef;
        var key = canary.Meta.Key with { Name = reference.Name };
        trouble = null;
        if (cache.Workload(reference.Kind, key) is not { } target)
        {
            trouble = $"{reference.Kind} {key} does not exist";
            return null;
        }

        if (PodLabel.Of(target.Selector) is not var (label, value))
        {
            trouble = $"{reference.Kind} {key} finds its pods by no label; give its selector matchLabels, such as app";
            return null;
        }

        if (value.Length + CanaryArms.PrimarySuffix.Length > LabelValueMax)
        {
            trouble =
                $"label {label} of {reference.Kind} {key} is too long to be told apart; shorten it to {LabelValueMax - CanaryArms.PrimarySuffix.Length} characters";
            return null;
        }

        return new Scene(
            canary,
            spec,
            state,
            target,
            label,
            value,
            cache.Workload(reference.Kind, key with { Name = key.Name + CanaryArms.PrimarySuffix }),
            IsSwap(spec, state)
                ? cache.Workload(reference.Kind, key with { Name = key.Name + CanaryArms.CanarySuffix })
                : null
        );
    }

    /// <summary>Value of the label on pods of what has a suffix; the target's for none.</summary>
    public string ValueOf(string suffix) => Value + suffix;

    /// <summary>Suffix of the pods that an arm leads to.</summary>
    /// <param name="isCanary">Whether the arm is the one called <c>-canary</c>.</param>
    public string PodsOf(bool isCanary) =>
        !isCanary ? CanaryArms.PrimarySuffix
        : Swaps ? CanaryArms.CanarySuffix
        : "";

    /// <summary>Reference of what is made to the Canary it is made for, with which it goes.</summary>
    public JsonObject Owner() => OwnerOf(Canary);

    /// <summary>Reference to a Canary.</summary>
    public static JsonObject OwnerOf(CanaryObject canary) =>
        new()
        {
            ["apiVersion"] = Resources.CustomResource.ApiVersion,
            ["kind"] = CustomResources.Canary.Kind,
            ["name"] = canary.Meta.Key.Name,
            ["uid"] = canary.Meta.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        };

    // What has changed places once is not forgotten when somebody asks for the other way.
    private static bool IsSwap(RolloutSpec spec, RunState state) =>
        spec.Promotion.Mode == PromotionMode.Swap || state.IsSwapped;
}
