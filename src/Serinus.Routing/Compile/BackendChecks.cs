using System.Collections.Immutable;
using System.Diagnostics;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Checks the backends of a route and their weights.</summary>
internal static class BackendChecks
{
    // Nobody runs so many versions at a time, and the split walks over them for each request.
    private const int BackendsMax = 64;

    /// <summary>Names of the backends: their own, else that of their service.</summary>
    public static ImmutableArray<string> Names(ImmutableArray<BackendConfig> configs, ObjectReport report)
    {
        if (configs.Length > BackendsMax)
            report.Error("backends", $"the route has {configs.Length} backends", $"use {BackendsMax} at most");
        var names = ImmutableArray.CreateBuilder<string>(configs.Length);
        for (var i = 0; i < configs.Length; i++)
        {
            var backend = configs[i];
            ValueChecks.Name(report, $"backends[{i}].service", backend.Service);
            if (backend.Name is not null)
                ValueChecks.Name(report, $"backends[{i}].name", backend.Name);
            var name = backend.Name ?? backend.Service;
            var first = names.IndexOf(name);
            if (first >= 0)
                report.Error(
                    $"backends[{i}]",
                    $"{name} is the name of backends[{first}] already",
                    "give each backend a name of its own, or add up their weights"
                );
            names.Add(name);
        }

        return names.MoveToImmutable();
    }

    /// <summary>Weights that have been checked, as whole numbers.</summary>
    public static ImmutableArray<int> Whole(ImmutableArray<BackendConfig> configs)
    {
        var isGood = Split.Weights.TryScale(
            [.. configs.Select(backend => backend.Weight)],
            out var whole,
            out _,
            out var reason
        );
        Debug.Assert(isGood, reason);
        return whole;
    }

    /// <summary>Weights of the backends as whole numbers.</summary>
    /// <param name="configs">The backends.</param>
    /// <param name="end">What becomes of traffic that no backend takes, such as "request is answered 503".</param>
    /// <param name="report">Takes what is wrong.</param>
    public static ImmutableArray<int> Weights(ImmutableArray<BackendConfig> configs, string end, ObjectReport report)
    {
        ImmutableArray<decimal> weights = [.. configs.Select(backend => backend.Weight)];
        if (!Split.Weights.TryScale(weights, out var whole, out var bad, out var reason))
        {
            var field = bad < 0 ? "backends" : $"backends[{bad}].weight";
            var cure = bad >= 0 && weights[bad] < 0 ? "use 0 to drain" : "use smaller weights or fewer decimals";
            report.Error(field, reason, cure);
        }
        else if (whole.Length > 0 && whole.All(weight => weight == 0))
        {
            report.Warn("backends", $"every weight is 0, so every {end}", "give one backend a weight above 0");
        }

        return whole;
    }
}
