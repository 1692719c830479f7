using System.Text;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>The path of a rule as it is matched.</summary>
/// <param name="Kind">How it is compared.</param>
/// <param name="Value">The path; a prefix without its final slash, but for <c>/</c> alone.</param>
internal readonly record struct RoutePath(PathKind Kind, string Value)
{
    /// <summary>Every path.</summary>
    public static RoutePath Any { get; } = new(PathKind.Prefix, "/");

    /// <summary>The condition of the route; null for any path.</summary>
    public PathConfig? Config => Kind == PathKind.Prefix && Value == "/" ? null : new PathConfig(Kind, Value);

    /// <summary>As it stands in the name of a route.</summary>
    public string Text =>
        Kind switch
        {
            PathKind.Exact => $"{Value} exactly",
            PathKind.StringPrefix => $"{Value} as text",
            _ => Value,
        };

    /// <summary>Reads the path of a rule; null, with a problem, when no request can have it.</summary>
    /// <param name="path">The path of the rule.</param>
    /// <param name="rule">What <c>rule-type</c> says of paths without a type.</param>
    /// <param name="isCompat">Whether such paths are compared as texts.</param>
    /// <param name="field">Its place in the Ingress.</param>
    /// <param name="problems">Where problems go.</param>
    public static RoutePath? Read(IngressPath path, RuleType rule, bool isCompat, string field, ObjectProblems problems)
    {
        var free = isCompat ? PathKind.StringPrefix : PathKind.Prefix;
        PathKind? kind = path.Type switch
        {
            "Exact" => PathKind.Exact,
            "Prefix" => PathKind.Prefix,
            null or "" or "ImplementationSpecific" => rule.IsExact && path.Path.Length > 0 ? PathKind.Exact : free,
            _ => null,
        };
        if (kind is null)
        {
            problems.Error(
                $"{field}.pathType",
                $"{ObjectProblems.Shown(path.Type!)} is no type of path",
                "write Exact, Prefix or ImplementationSpecific"
            );
            return null;
        }

        if (path.Path.Length == 0)
            return Any;
        if (Normal(path.Path) is not { } normal)
        {
            problems.Error(
                $"{field}.path",
                $"no request has the path {ObjectProblems.Shown(path.Path)}",
                "begin it with /, write special characters as %XX, and write each of several paths as a path of its own"
            );
            return null;
        }

        var value = kind == PathKind.Prefix && normal.Length > 1 ? normal.TrimEnd('/') : normal;
        return value.Length == 0 || (value == "/" && kind == PathKind.StringPrefix)
            ? Any
            : new RoutePath(kind.Value, value);
    }

    /// <summary>The normal form of a path a person wrote; null when no request can have it.</summary>
    public static string? Normal(string text)
    {
        var raw = new List<byte>();
        foreach (var next in Encoding.UTF8.GetBytes(text))
        {
            if (next < 0x80)
                raw.Add(next);
            else
                raw.AddRange(Encoding.ASCII.GetBytes($"%{next:X2}"));
        }

        var isDotted = text.Split('/')
            .Any(segment => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..");
        var written = new byte[raw.Count];
        return !isDotted && PathNormalizer.TryNormalize(raw.ToArray(), written, out var length)
            ? Encoding.ASCII.GetString(written, 0, length)
            : null;
    }
}
