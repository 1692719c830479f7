using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Checks how a route keeps users, lets clients choose, tries again and gives up.</summary>
internal static class PolicyChecks
{
    private const int AttemptsMax = 10;

    public static void Check(RouteConfig config, ObjectReport report)
    {
        if (config.Cohort is { } cohort)
            CheckCohort(cohort, report);
        if (config.Force is { } force)
            ForceChecks.Check(force, config.Backends, report);
        CheckRetry(config.Retry, report);
        ValueChecks.Duration(report, "timeouts.connect", config.Timeouts.Connect);
        ValueChecks.Duration(report, "timeouts.firstByte", config.Timeouts.FirstByte);
        ValueChecks.Duration(report, "timeouts.idle", config.Timeouts.Idle);
        ValueChecks.Duration(report, "timeouts.total", config.Timeouts.Total);
        ValueChecks.NotNegative(report, "bodyBytesMax", config.BodyBytesMax);
    }

    /// <summary>Checks how users are kept on a backend.</summary>
    public static void CheckCohort(CohortConfig cohort, ObjectReport report)
    {
        if (!Enum.IsDefined(cohort.By) || !Enum.IsDefined(cohort.Policy))
            report.Error("cohort", $"{cohort.By} {cohort.Policy} is no kind of cohort", "use one of those documented");
        if (cohort is { By: CohortKey.Header, Name: null })
            report.Error(
                "cohort.name",
                "a cohort by header needs the name of the header",
                "give it a name, such as X-User-Id"
            );
        else if (cohort is { By: CohortKey.Header, Name: { } header })
            ValueChecks.HeaderName(report, "cohort.name", header);
        else if (cohort is { By: CohortKey.Cookie, Name: { } cookie })
            ValueChecks.CookieName(report, "cohort.name", cookie);
        if (cohort.Cookie is { } signed)
            ValueChecks.CookieName(report, "cohort.cookie", signed);
        if (cohort is { By: CohortKey.Cookie, Cookie: not null } && cohort.Cookie == cohort.Name)
            report.Error(
                "cohort.cookie",
                $"cookie {cohort.Cookie} is the users' key and would be overwritten",
                "give the signed cookie another name, or leave it out"
            );
        if (cohort.Salt is { Length: 0 })
            report.Error("cohort.salt", "the salt is empty", "leave it out to use the route's name");
        if (cohort.CookieMaxAge < TimeSpan.Zero)
            report.Error("cohort.cookieMaxAge", "the age is below 0", "use 0 for a session cookie");
        else if (cohort.CookieMaxAge > TimeSpan.FromDays(400))
            report.Warn("cohort.cookieMaxAge", "browsers keep no cookie longer than 400 days", "use 400 days at most");
    }

    private static void CheckRetry(RetryConfig retry, ObjectReport report)
    {
        ValueChecks.Range(report, "retry.attempts", retry.Attempts, 0, AttemptsMax);
        for (var i = 0; i < retry.Statuses.Length; i++)
            ValueChecks.Range(report, $"retry.statuses[{i}]", retry.Statuses[i], 400, 599);
        ValueChecks.Range(report, "retry.budgetPercent", retry.BudgetPercent, 0, 100);
        ValueChecks.NotNegative(report, "retry.budgetMinPerSecond", retry.BudgetMinPerSecond);
    }
}
