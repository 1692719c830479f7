using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Serinus.Routing.Config;

namespace Serinus.Control;

/// <summary>Logs each problem once when it appears and once when it is cured, however often the configuration is read meanwhile.</summary>
public sealed class ProblemLog(ILogger logger)
{
    private Dictionary<Identity, Problem> known = [];
    private ImmutableArray<Problem> last = [];

    /// <summary>Takes everything that is wrong now.</summary>
    public void Report(ImmutableArray<Problem> problems)
    {
        // Most changes, such as of a weight, leave thousands of them as they were.
        if (problems.SequenceEqual(last))
            return;
        last = problems;
        var now = new Dictionary<Identity, Problem>();
        foreach (var problem in problems)
            now.TryAdd(Identity.Of(problem), problem);
        foreach (var (identity, problem) in now)
        {
            if (known.ContainsKey(identity))
                continue;
            var level = problem.Severity == Severity.Error ? LogLevel.Error : LogLevel.Warning;
            logger.Log(level, "{Problem}", Text(problem));
        }

        foreach (var (identity, problem) in known)
        {
            if (!now.ContainsKey(identity))
                logger.LogInformation("cured: {Object}: {Message}", problem.Object, problem.Message);
        }

        known = now;
    }

    // As Problem.ToString, without the severity: the level of the line says it.
    private static string Text(Problem problem)
    {
        var where = problem.Location is { } at ? $"{at}: " : "";
        var field = problem.Field.Length == 0 ? "" : $" {problem.Field}:";
        var cure = problem.Cure.Length == 0 ? "" : $"; {problem.Cure}";
        return $"{where}{problem.Object}:{field} {problem.Message}{cure}";
    }

    /// <summary>What makes two problems the same one; the place may move while somebody edits above it.</summary>
    private readonly record struct Identity(Severity Severity, ObjectId Object, string Field, string Message)
    {
        public static Identity Of(Problem problem) =>
            new(problem.Severity, problem.Object, problem.Field, problem.Message);
    }
}
