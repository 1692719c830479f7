using System.Collections.Immutable;
using System.Globalization;

namespace Serinus.Rollouts.Spec;

/// <summary>Gives each hook a name of its own: answers are told apart by it, and Flagger lets several have one.</summary>
internal static class HookNames
{
    /// <summary>The hooks, the second one named <c>load</c> as <c>load (2)</c>.</summary>
    public static ImmutableArray<HookSpec> Apart(ImmutableArray<HookSpec> hooks)
    {
        if (hooks.IsDefaultOrEmpty)
            return [];
        var taken = hooks.Select(hook => hook.Name).ToHashSet(StringComparer.Ordinal);
        if (taken.Count == hooks.Length)
            return hooks;
        var given = new HashSet<string>(StringComparer.Ordinal);
        return [.. hooks.Select(hook => given.Add(hook.Name) ? hook : hook with { Name = Free(hook.Name, taken) })];
    }

    private static string Free(string name, HashSet<string> taken)
    {
        for (var number = 2; ; number++)
        {
            var other = string.Create(CultureInfo.InvariantCulture, $"{name} ({number})");
            if (taken.Add(other))
                return other;
        }
    }
}
