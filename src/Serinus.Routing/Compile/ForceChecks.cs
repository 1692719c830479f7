using System.Collections.Immutable;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks how clients choose a backend themselves.</summary>
internal static class ForceChecks
{
    // Each request of the route asks them one after the other.
    private const int RulesMax = 64;

    public static void Check(ForceConfig force, ImmutableArray<BackendConfig> backends, ObjectReport report)
    {
        if (force is { Header: null, Cookie: null, Rules.IsEmpty: true })
            report.Error(
                "force",
                "neither a header nor a cookie is named, and there are no rules",
                "name the one that carries the choice"
            );
        if (force.Header is { } header)
        {
            ValueChecks.HeaderName(report, "force.header", header);
            if (KnownHeaders.Identify(Encoding.UTF8.GetBytes(header)) != KnownHeader.Other)
                report.Error("force.header", $"{header} has a meaning of its own", "use a name such as X-Canary");
        }

        if (force.Cookie is { } cookie)
            ValueChecks.CookieName(report, "force.cookie", cookie);
        if (force.Rules.Length > RulesMax)
            report.Error("force.rules", $"there are {force.Rules.Length} rules", $"use {RulesMax} at most");
        for (var i = 0; i < force.Rules.Length; i++)
            CheckRule($"force.rules[{i}]", force.Rules[i], backends, report);
        ValueChecks.Networks(report, "force.from", force.From);
        if (force.From.IsEmpty)
            report.Warn(
                "force.from",
                "no client is trusted to choose",
                "list the networks that may, such as 10.0.0.0/8"
            );
    }

    private static void CheckRule(
        string field,
        ForceRuleConfig rule,
        ImmutableArray<BackendConfig> backends,
        ObjectReport report
    )
    {
        if ((rule.Header is null) == (rule.Cookie is null))
            report.Error(field, "header and cookie are both given, or neither", "give one of the two");
        if ((rule.Value is null) == (rule.Regex is null))
            report.Error(field, "value and regex are both given, or neither", "give one of the two");
        if (rule.Header is { } header)
            ValueChecks.HeaderName(report, $"{field}.header", header);
        if (rule.Cookie is { } cookie)
            ValueChecks.CookieName(report, $"{field}.cookie", cookie);
        if (rule.Regex is { } regex)
            RuleCompiler.Pattern($"{field}.regex", regex, report);
        var names = backends.Select(backend => backend.Name ?? backend.Service).ToArray();
        if (names.Contains(rule.Backend))
            return;
        var nearest = NearestName.Find(rule.Backend, names);
        report.Error(
            $"{field}.backend",
            $"the route has no backend {ValueChecks.Printable(rule.Backend)}",
            nearest is null ? "name one of its backends" : $"did you mean {nearest}?"
        );
    }
}
