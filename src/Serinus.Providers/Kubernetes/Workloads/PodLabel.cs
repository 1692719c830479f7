using System.Collections.Frozen;

namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>The label by which pods of a target and of its copies are told apart.</summary>
internal static class PodLabel
{
    // The names Flagger looks for, in its order.
    private static readonly string[] usual = ["app", "name", "app.kubernetes.io/name"];

    /// <summary>The label and its value; null when the target's selector has none.</summary>
    public static (string Name, string Value)? Of(FrozenDictionary<string, string> selector)
    {
        var name =
            Array.Find(usual, selector.ContainsKey) ?? selector.Keys.Order(StringComparer.Ordinal).FirstOrDefault();
        return name is null ? null : (name, selector[name]);
    }
}
