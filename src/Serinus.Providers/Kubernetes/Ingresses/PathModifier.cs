using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>A change of the path that annotation <c>request-modifier</c> or <c>rewrite-target</c> asks for.</summary>
/// <param name="Kind"><c>AddPrefix</c>, <c>ReplacePath</c>, <c>ReplacePathRegex</c> or <c>rewrite-target</c>.</param>
/// <param name="Value">The prefix, the path, the regular expression or the target.</param>
/// <param name="Replacement">The replacement of a regular expression.</param>
internal sealed record PathModifier(string Kind, string Value, string Replacement = "")
{
    /// <summary>What stands for it in a rule of Traefik 1.7, whose length decided who came first.</summary>
    public string PeerText(string path) =>
        Kind == "rewrite-target"
            ? $";ReplacePathRegex: ^{path}(.*) {Value.TrimEnd('/')}$1"
            : $";{Kind}:{Value}{(Replacement.Length == 0 ? "" : " " + Replacement)}";

    /// <summary>An added prefix in place of what is stripped.</summary>
    public PathRewriteConfig InPlaceOf(PathRewriteConfig stripped) =>
        stripped switch
        {
            { Prefix: not null } => new PathRewriteConfig { Prefix = Value },
            { Full: not null } => new PathRewriteConfig { Full = Value },
            _ => stripped with { Replacement = $"{Value.TrimEnd('/').Replace("$", "$$", StringComparison.Ordinal)}/" },
        };

    /// <summary>Reads both annotations; null when neither is given. <paramref name="isBroken"/> says that one cannot be read.</summary>
    public static PathModifier? Read(AnnotationReader reader, RuleType rule, out bool isBroken)
    {
        isBroken = false;
        var target = reader.Text("rewrite-target");
        var modifier = reader.Find(AnnotationPrefixes.Traefik, "request-modifier");
        if ((modifier ?? target) is not { } found)
            return null;
        isBroken = true;
        if (rule.Strips && modifier?.Value.TrimStart().StartsWith("ReplacePathRegex", StringComparison.Ordinal) == true)
            reader.Problems.Error(
                found.Field,
                "it cannot be combined with a rule type that strips the path; the routes answer 503",
                "write one of the two"
            );
        else if (rule.Replaces)
            reader.Problems.Error(
                found.Field,
                "rule type ReplacePath replaces the path already; the routes answer 503",
                "remove one of the two"
            );
        else if (modifier is not null && target is not null)
            reader.Problems.Error(
                modifier.Field,
                $"{target.FullName} changes the path already; the routes answer 503",
                "remove one of the two"
            );
        else if (modifier is not null)
            return Modifier(reader, modifier, out isBroken);
        else if (RoutePath.Normal(target!.Value) is not { } normal)
            reader.Problems.Error(
                target.Field,
                $"{ObjectProblems.Shown(target.Value)} is no path; the routes answer 503",
                "begin it with /"
            );
        else
        {
            isBroken = false;
            return new PathModifier("rewrite-target", normal);
        }

        return null;
    }

    /// <summary>The change, for a path that is matched.</summary>
    public PathRewriteConfig Rewrite(string path) =>
        Kind switch
        {
            "AddPrefix" => new PathRewriteConfig { Regex = "^/?", Replacement = Literal(Value.TrimEnd('/')) + "/" },
            "ReplacePath" => new PathRewriteConfig { Full = Value },
            "ReplacePathRegex" => new PathRewriteConfig { Regex = Value, Replacement = Replacement },
            // The target's own slash is dropped, and the rest of the path begins with one unless there is none.
            _ when Value.TrimEnd('/').Length == 0 => new PathRewriteConfig
            {
                Regex = $"^{Regex.Escape(path.TrimEnd('/'))}/?",
                Replacement = "/",
            },
            _ => new PathRewriteConfig
            {
                Regex = $"^{Regex.Escape(path.TrimEnd('/'))}",
                Replacement = Literal(Value.TrimEnd('/')),
            },
        };

    /// <summary>A text in which a replacement finds no group.</summary>
    public static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    private static PathModifier? Modifier(AnnotationReader reader, Annotation found, out bool isBroken)
    {
        var parts = found.Value.Split(':', 2);
        var kind = parts[0].Trim();
        var value = parts.Length < 2 ? "" : parts[1].Trim();
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        isBroken = true;
        if (kind is "AddPrefix" or "ReplacePath" && RoutePath.Normal(value) is { } normal)
        {
            isBroken = false;
            return new PathModifier(kind, normal);
        }

        if (kind is "ReplacePathRegex" && words.Length == 2)
        {
            if (Patterns.Trouble(words[0], words[1]) is { } trouble)
            {
                reader.Problems.Error(found.Field, $"{trouble}; the routes answer 503", "correct the pattern");
                return null;
            }

            isBroken = false;
            return new PathModifier(kind, words[0], words[1]);
        }

        reader.Problems.Error(
            found.Field,
            $"{ObjectProblems.Shown(found.Value)} is no change of a path; the routes answer 503",
            "write \"AddPrefix: /path\", \"ReplacePath: /path\" or \"ReplacePathRegex: pattern replacement\""
        );
        return null;
    }
}
