using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>How an ingress-nginx canary is reached: by header, by cookie, by weight, in this order.</summary>
/// <param name="Header">Name of the header, or null.</param>
/// <param name="Value">The header's value that leads to the canary; null for <c>always</c> and <c>never</c>.</param>
/// <param name="Pattern">Pattern of the values that do, or null.</param>
/// <param name="Cookie">Name of the cookie, or null.</param>
/// <param name="Share">Share of all other requests.</param>
internal sealed record CanaryRules(string? Header, string? Value, string? Pattern, string? Cookie, Fraction Share)
{
    private const long TotalDefault = 100;

    /// <summary>Reads the annotations of a canary Ingress.</summary>
    public static CanaryRules Read(AnnotationReader reader)
    {
        var header = Name(reader, NginxAnnotations.ByHeader, "header");
        var value = reader.Find(AnnotationPrefixes.Nginx, NginxAnnotations.ByHeaderValue);
        var pattern = reader.Find(AnnotationPrefixes.Nginx, NginxAnnotations.ByHeaderPattern);
        if (
            header is null
            && (value ?? pattern) is { } lone
            && reader.Find(AnnotationPrefixes.Nginx, NginxAnnotations.ByHeader) is null
        )
            reader.Problems.Warn(
                lone.Field,
                "it has no effect without canary-by-header",
                "name the header, or remove it"
            );
        if (value is not null && pattern is not null)
            reader.Problems.Warn(
                pattern.Field,
                "it has no effect beside canary-by-header-value",
                "remove one of the two"
            );
        if (
            value is null
            && pattern is not null
            && (Patterns.Trouble(pattern.Value) ?? Patterns.Trouble(Anywhere(pattern.Value))) is { } trouble
        )
        {
            reader.Problems.Error(
                pattern.Field,
                $"{trouble}; the header leads nobody to the canary",
                "correct the pattern"
            );
            header = null;
        }

        return new CanaryRules(
            header,
            value is { Value.Length: > 0 } ? value.Value : null,
            value is { Value.Length: > 0 } ? null : pattern?.Value,
            Name(reader, NginxAnnotations.ByCookie, "cookie"),
            ShareOf(reader)
        );
    }

    /// <summary>The choices by header.</summary>
    /// <param name="canary">Name of the canary's arm.</param>
    /// <param name="stable">Name of the first arm.</param>
    public IEnumerable<ForceRuleConfig> HeaderChoices(string canary, string stable)
    {
        if (Header is null)
            yield break;
        if (Value is not null)
            yield return new ForceRuleConfig
            {
                Header = Header,
                Value = Value,
                Backend = canary,
            };
        else if (Pattern is not null)
            yield return new ForceRuleConfig
            {
                Header = Header,
                Regex = Anywhere(Pattern),
                Backend = canary,
            };
        else
        {
            yield return new ForceRuleConfig
            {
                Header = Header,
                Value = "always",
                Backend = canary,
            };
            yield return new ForceRuleConfig
            {
                Header = Header,
                Value = "never",
                Backend = stable,
            };
        }
    }

    /// <summary>The choices by cookie.</summary>
    /// <param name="canary">Name of the canary's arm.</param>
    /// <param name="stable">Name of the first arm.</param>
    public IEnumerable<ForceRuleConfig> CookieChoices(string canary, string stable)
    {
        if (Cookie is null)
            yield break;
        yield return new ForceRuleConfig
        {
            Cookie = Cookie,
            Value = "always",
            Backend = canary,
        };
        yield return new ForceRuleConfig
        {
            Cookie = Cookie,
            Value = "never",
            Backend = stable,
        };
    }

    // There a pattern is searched for anywhere; here the whole value must match.
    private static string Anywhere(string pattern) => $"[^\\n]*(?:{pattern})[^\\n]*";

    private static string? Name(AnnotationReader reader, string annotation, string kind)
    {
        if (reader.Find(AnnotationPrefixes.Nginx, annotation) is not { } found)
            return null;
        if (Token.IsToken(found.Value))
            return found.Value;
        reader.Problems.Error(
            found.Field,
            $"{ObjectProblems.Shown(found.Value)} is no name of a {kind}, so it leads nobody to the canary",
            "use letters, digits and -"
        );
        return null;
    }

    private static Fraction ShareOf(AnnotationReader reader)
    {
        var weight = Whole(reader, NginxAnnotations.Weight, 0, 0);
        var total = Whole(reader, NginxAnnotations.WeightTotal, TotalDefault, 1);
        if (weight is null || total is null)
            return Fraction.Zero;
        if (weight <= total)
            return new Fraction(weight.Value, total.Value);
        reader.Problems.Error(
            reader.Find(AnnotationPrefixes.Nginx, NginxAnnotations.Weight)!.Field,
            $"weight {weight} is above the total of {total}; the canary gets 0",
            "write a weight of 0 to the total"
        );
        return Fraction.Zero;
    }

    private static long? Whole(AnnotationReader reader, string annotation, long absent, long min)
    {
        if (reader.Find(AnnotationPrefixes.Nginx, annotation) is not { } found)
            return absent;
        if (long.TryParse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole >= min)
            return whole;
        reader.Problems.Error(
            found.Field,
            $"{ObjectProblems.Shown(found.Value)} is no whole number of {min} or more; the canary gets 0",
            "write a number such as \"10\""
        );
        return null;
    }
}
