using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Serinus.Admin;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Commands;

/// <summary><c>serinus check</c>: says what is wrong with a configuration, without serving it.</summary>
internal static class CheckCommand
{
    private const string Description = "Says what is wrong with a configuration, where, and the cure.";

    private const string Details =
        """
              Nothing is served and no port is opened. Warnings alone leave the status 0.
            """
        + "\n"
        + StaticArguments.Help;

    private const string Examples = """
          serinus check --config edge.yaml
          serinus check --config conf.d -o json | jq .problems
          serinus check --configFile=traefik.toml --kubernetes
        """;

    public static Command Build()
    {
        var config = CommonOptions.OptionalConfig();
        var format = CommonOptions.Output("Format of the answer.");
        var command = new DocumentedCommand("check", Description, Details, Examples) { config, format };
        var arguments = new StaticArguments(command, config);
        command.SetAction(parsed =>
        {
            var sources = new EdgeSources
            {
                ConfigPath = parsed.GetValue(config),
                Static = arguments.Load(parsed)?.Fragment,
            };
            var answer = Check(sources, out var problems);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.IsJson(format))
                output.WriteLine(JsonSerializer.Serialize(answer, CommandJson.Readable.CheckAnswer));
            else
                WriteText(new Paint(output), answer, problems);
            return answer.Ok ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static CheckAnswer Check(EdgeSources sources, out ImmutableArray<Problem> problems)
    {
        var known = KnownFragments.Read(sources);
        var compiled = Compiler.Compile(known.InOrder, previous: null, new byte[SigningKey.BytesMin]);
        var hasCluster = compiled.Snapshot.Edge.Kubernetes is not null;
        problems =
        [
            .. known.Rollouts.Place(compiled.Problems),
            .. EmptinessCheck.For(compiled.Snapshot, compiled.Problems, hasCluster),
            .. SigningKeyProblem(compiled.Snapshot.Edge),
        ];
        var errors = problems.Count(problem => problem.Severity == Severity.Error);
        return new CheckAnswer(
            errors == 0,
            errors,
            problems.Length - errors,
            compiled.Snapshot.Listeners.Length,
            compiled.Snapshot.Routes.Length,
            compiled.Snapshot.Services.Length,
            known.Rollouts.Rollouts.Length,
            [.. problems.Select(ProblemAnswer.Of)]
        );
    }

    private static ImmutableArray<Problem> SigningKeyProblem(EdgeConfig edge)
    {
        try
        {
            SigningKey.Load(edge);
            return [];
        }
        catch (StartupException trouble)
        {
            return
            [
                new Problem
                {
                    Object = new ObjectId(ObjectId.Edge, ""),
                    Field = "signingKeyFile",
                    Message = trouble.Message,
                    Location = edge.Origin?.At("signingKeyFile"),
                },
            ];
        }
    }

    private static void WriteText(Paint paint, CheckAnswer answer, ImmutableArray<Problem> problems)
    {
        foreach (var problem in problems)
            paint.Line(problem.Severity == Severity.Error ? "red" : "yellow", problem.ToString());
        var served =
            $"{Count(answer.Listeners, "listener")}, {Count(answer.Routes, "route")}, {Count(answer.Services, "service")}"
            + (answer.Rollouts == 0 ? "" : $", {Count(answer.Rollouts, "rollout")}");
        var warnings = Count(answer.Warnings, "warning");
        if (answer.Ok)
            paint.Line("green", $"ok: {served}" + (answer.Warnings > 0 ? $"; {warnings}" : ""));
        else
            paint.Line("red", $"{Count(answer.Errors, "error")}, {warnings}; what is left: {served}");
    }

    private static string Count(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
