using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Compile;

namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>Reads the annotations of one object and reports those that cannot be read.</summary>
/// <param name="annotations">The annotations.</param>
/// <param name="target">The kind of the object.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class AnnotationReader(
    FrozenDictionary<string, string> annotations,
    AnnotationTarget target,
    ObjectProblems problems
)
{
    private static readonly ImmutableArray<string> ownNames =
    [
        .. OwnAnnotations.Entries.SelectMany(entry => entry.FullNames),
    ];

    private static readonly ImmutableArray<string> traefikNames =
    [
        .. TraefikAnnotations.Entries.SelectMany(entry => entry.FullNames),
    ];

    /// <summary>Where problems of the object go.</summary>
    public ObjectProblems Problems => problems;

    /// <summary>The first of the names an annotation may have that is there.</summary>
    public Annotation? Find(AnnotationPrefixes prefixes, string name)
    {
        if (annotations.Count == 0)
            return null;
        foreach (var prefix in prefixes.Texts())
        {
            if (annotations.TryGetValue(prefix + name, out var value))
                return new Annotation(prefix + name, value);
        }

        return
            AnnotationCatalog.Legacy(prefixes, name, target) is { } legacy
            && annotations.TryGetValue(legacy, out var old)
            ? new Annotation(legacy, old)
            : null;
    }

    /// <summary>An annotation of Traefik 1.7; an empty text counts as absent, as it did there.</summary>
    public Annotation? Text(string name) =>
        Find(AnnotationPrefixes.Traefik, name) is { Value.Length: > 0 } found ? found : null;

    /// <summary>A flag as Traefik 1.7 read it: <c>true</c>, <c>1</c>, <c>t</c> and the like. Null when absent or unreadable.</summary>
    public bool? Flag(string name) => Find(AnnotationPrefixes.Traefik, name) is { } found ? Flag(found) : null;

    /// <summary>A flag; null, with a warning, when it cannot be read.</summary>
    public bool? Flag(Annotation found)
    {
        var flag = FlagOf(found.Value);
        if (flag is null)
            problems.Warn(
                found.Field,
                $"{ObjectProblems.Shown(found.Value)} is neither true nor false, so the annotation is ignored",
                "write \"true\" or \"false\""
            );
        return flag;
    }

    /// <summary>A flag that guards something: unreadable is an error, and said so by <paramref name="isBroken"/>. Null when absent or unreadable.</summary>
    public bool? Guard(AnnotationPrefixes prefixes, string name, out bool isBroken)
    {
        isBroken = false;
        if (Find(prefixes, name) is not { } found)
            return null;
        var flag = FlagOf(found.Value);
        isBroken = flag is null;
        if (isBroken)
            problems.Error(
                found.Field,
                $"{ObjectProblems.Shown(found.Value)} is neither true nor false; the routes answer 503, because without it they would be open",
                "write \"true\" or \"false\""
            );
        return flag;
    }

    /// <summary>A whole number; null, with a warning, when it cannot be read.</summary>
    public long? Whole(string name)
    {
        if (Find(AnnotationPrefixes.Traefik, name) is not { } found)
            return null;
        if (long.TryParse(found.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        problems.Warn(
            found.Field,
            $"{ObjectProblems.Shown(found.Value)} is no whole number, so the annotation is ignored",
            "write a number such as \"100\""
        );
        return null;
    }

    /// <summary>Items between commas, trimmed; empty ones are dropped.</summary>
    public static ImmutableArray<string> Items(string value) =>
        [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>
    /// Reports annotations that are not honoured, that are unknown, and that belong on another kind. False when one of them guards the
    /// routes, which must then not be served.
    /// </summary>
    public bool ReportOthers()
    {
        var mayServe = true;
        foreach (var (name, value) in annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var field = $"metadata.annotations[{name}]";
            if (AnnotationCatalog.Find(name, target) is { } entry)
            {
                if (!entry.Asks(value))
                    continue;
                if (entry.ClosesRoutes)
                {
                    mayServe = false;
                    problems.Error(
                        field,
                        "it is not supported, and the routes answer 503: without it they would be open",
                        entry.Advice
                    );
                }
                else if (entry.Fate == AnnotationFate.NotHonoured)
                    problems.Warn(field, "it is not supported and has no effect", entry.Advice);
                else if (entry.Fate == AnnotationFate.HonouredDifferently)
                    problems.Warn(field, "it is honoured in another way", entry.Advice);
            }
            else
            {
                ReportUnknown(name, field);
            }
        }

        return mayServe;
    }

    private void ReportUnknown(string name, string field)
    {
        var other = target == AnnotationTarget.Ingress ? AnnotationTarget.Service : AnnotationTarget.Ingress;
        if (AnnotationCatalog.Find(name, other) is { Prefixes: not AnnotationPrefixes.None })
            problems.Warn(field, $"it has no effect on {Article(target)}", $"write it on the {other}");
        else if (name.StartsWith(AnnotationPrefixTexts.Own, StringComparison.Ordinal))
            problems.Warn(field, "there is no such annotation", Hint(name, ownNames));
        else if (name.StartsWith(AnnotationPrefixTexts.Traefik, StringComparison.Ordinal))
            problems.Warn(field, "there is no such annotation", Hint(name, traefikNames));
        else if (name.StartsWith(AnnotationPrefixTexts.Nginx, StringComparison.Ordinal))
            problems.Warn(
                field,
                "it is not supported and has no effect",
                "remove it, or express it with annotations that are honoured"
            );
    }

    private static string Hint(string name, ImmutableArray<string> known) =>
        NearestName.Find(name, known) is { } nearest ? $"did you mean {nearest}?" : "remove it, or correct its name";

    private static string Article(AnnotationTarget target) =>
        target == AnnotationTarget.Ingress ? "an Ingress" : "a Service";

    private static bool? FlagOf(string value) =>
        value switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => null,
        };
}
