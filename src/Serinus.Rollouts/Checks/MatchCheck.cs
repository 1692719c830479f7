using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Checks;

/// <summary>Checks conditions on requests.</summary>
internal static class MatchCheck
{
    private const int MatchesMax = 16;
    private const int ConditionsMax = 16;

    public static void Check(string field, ImmutableArray<RequestMatchSpec> matches, SpecReport report)
    {
        report.AtMost(field, matches.Length, MatchesMax, "matches");
        for (var i = 0; i < matches.Length; i++)
        {
            var at = $"{field}[{i}]";
            if (matches[i].Values.IsEmpty)
                report.Add(
                    at,
                    $"it has no condition, so every request would fulfil it",
                    $"give it headers or cookies, such as {{ headers: {{ x-canary: always }} }}"
                );
            report.AtMost(at, matches[i].Values.Length, ConditionsMax, "conditions");
            foreach (var value in matches[i].Values)
                CheckValue(at, value, report);
        }
    }

    private static void CheckValue(string at, ValueSpec value, SpecReport report)
    {
        var name = value.Header ?? value.Cookie ?? "";
        var field = $"{at}.{(value.Header is null ? "cookies" : "headers")}.{name}";
        if (!RequestToken.Is(name))
            report.Add(
                field,
                $"{SpecReport.Shown(name)} is no name a {(value.Header is null ? "cookie" : "header")} can have",
                $"use letters, digits, - and _"
            );
        if (value.Test == ValueTest.Regex)
            CheckPattern(field, value.Text, report);
        else if (value.Test != ValueTest.Present && value.Text.Length == 0)
            report.Add(field, $"it is compared with nothing", $"write a value, or present: true");
    }

    private static void CheckPattern(string field, string pattern, SpecReport report)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            report.Add(
                field,
                $"pattern {SpecReport.Shown(pattern)} needs backtracking",
                $"write it without look-around, backreferences, atomic groups and conditionals"
            );
        }
        catch (ArgumentException error)
        {
            report.Add(
                field,
                $"pattern {SpecReport.Shown(pattern)} is no regular expression: {error.Message}",
                $"correct the pattern"
            );
        }
    }
}
