using Serinus.Providers.Kubernetes.Annotations;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>What annotation <c>rule-type</c> makes of the paths of an Ingress.</summary>
/// <param name="Name">Its value.</param>
/// <param name="IsExact">Whether a path without a type is taken whole.</param>
/// <param name="Strips">Whether the path is taken off before the request is forwarded.</param>
/// <param name="Replaces">Whether the path replaces that of the request.</param>
/// <param name="IsKnown">False when there is no such type.</param>
internal sealed record RuleType(string Name, bool IsExact, bool Strips, bool Replaces, bool IsKnown = true)
{
    private static readonly RuleType plain = new("PathPrefix", IsExact: false, Strips: false, Replaces: false);

    /// <summary>Reads the annotation.</summary>
    public static RuleType Read(AnnotationReader reader)
    {
        if (reader.Text("rule-type") is not { } found)
            return plain;
        switch (found.Value)
        {
            case "PathPrefix":
                return plain;
            case "Path":
                return new RuleType("Path", IsExact: true, Strips: false, Replaces: false);
            case "PathStrip":
                return new RuleType("PathStrip", IsExact: true, Strips: true, Replaces: false);
            case "PathPrefixStrip":
                return new RuleType("PathPrefixStrip", IsExact: false, Strips: true, Replaces: false);
            case "ReplacePath":
                reader.Problems.Warn(
                    found.Field,
                    "rule type ReplacePath is of old",
                    "write request-modifier \"ReplacePath: /path\" in its place"
                );
                return new RuleType("ReplacePath", IsExact: false, Strips: false, Replaces: true);
            default:
                reader.Problems.Error(
                    found.Field,
                    $"{ObjectProblems.Shown(found.Value)} is no rule type; the routes answer 503",
                    "write PathPrefix, Path, PathStrip, PathPrefixStrip or ReplacePath"
                );
                return plain with { IsKnown = false };
        }
    }
}
