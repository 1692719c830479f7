using System.CommandLine;
using Serinus.Admin.Rollouts;
using Serinus.Commands.Rollouts;
using Serinus.Hosting;

namespace Serinus.Commands;

/// <summary><c>serinus rollout</c>: what rollouts there are, how they stand, and what is to be done with them.</summary>
internal static class RolloutCommand
{
    private const string Description = "Shows rollouts, and acts on them.";

    private const string Details = """
              Rollouts are those of an edge, through its admin endpoint (--server). Acting needs a token of the edge's
              admin.tokenFile (--token-file). With -n, -A, --context or --kubeconfig they are the Canaries of a cluster, and acting
              needs the right to patch them.
        """;

    private const string Examples = """
          serinus rollout list
          serinus rollout get shop -w
          serinus rollout promote shop --token-file ~/.config/serinus/token
          serinus rollout status shop --wait --timeout 30m
          serinus rollout list -A
          serinus rollout promote shop -n web
          serinus rollout simulate shop --config edge.yaml --rate 200
        """;

    public static Command Build()
    {
        var command = new DocumentedCommand("rollout", Description, Details, Examples)
        {
            List(),
            Get(),
            Watch(),
            RolloutStatusCommand.Build(),
            Act("promote", "Lets it go on to the next step: ends a pause, gives an approval."),
            Act("promote-full", "Promotes the new version now, without further checks."),
            Act("pause", "Stops it where it is; weights stay."),
            Act("resume", "Lets it go on after a pause."),
            Act("abort", "Rolls it back now: the new version gets nothing any more."),
            Act("retry", "Begins a new run of the version that failed."),
            Undo(),
            History(),
            RolloutSimulateCommand.Build(),
        };
        return command;
    }

    /// <summary>The argument every command on one rollout has.</summary>
    public static Argument<string> Name() => new("NAME") { Description = "Name of the rollout." };

    /// <summary>Runs a command against wherever rollouts are; what is to be expected gets a message.</summary>
    public static async Task<int> RunAsync(
        ParseResult parsed,
        RolloutOptions options,
        Func<IRolloutSource, Task<int>> run
    )
    {
        try
        {
            using var source = options.Open(parsed);
            return await run(source);
        }
        catch (SourceException trouble)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"serinus: {trouble.Message}");
            return ExitCode.CannotStart;
        }
    }

    private static DocumentedCommand List()
    {
        var format = CommonOptions.Output("Format of the answer.");
        var command = new DocumentedCommand(
            "list",
            "Lists rollouts, a line each.",
            "",
            """
              serinus rollout list
              serinus rollout list -o json | jq '.rollouts[].phase'
            """
        )
        {
            format,
        };
        var options = new RolloutOptions(command);
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed,
                    options,
                    async source =>
                    {
                        var rollouts = await source.ListAsync(cancellation);
                        var output = parsed.InvocationConfiguration.Output;
                        if (parsed.IsJson(format))
                            await output.WriteLineAsync(RolloutJson.Write(new RolloutsAnswer(rollouts)));
                        else if (rollouts.Count == 0)
                            await output.WriteLineAsync("no rollouts");
                        else
                            new Screen(output).Write(
                                RolloutTable.Lines(rollouts, Screen.WidthOf(output), DateTimeOffset.UtcNow)
                            );
                        return ExitCode.Ok;
                    }
                )
        );
        return command;
    }

    private static DocumentedCommand Get()
    {
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Keeps showing it until it has ended or Ctrl-C.",
        };
        return Show(
            "get",
            "Shows a rollout: where it stands, weights, evidence, why, and what was decided.",
            """
              serinus rollout get shop
              serinus rollout get shop -w
              serinus rollout get web/shop -A
              serinus rollout get shop -o json | jq .metrics
            """,
            watch
        );
    }

    private static DocumentedCommand Watch() =>
        Show(
            "watch",
            "Keeps showing a rollout until its run has ended.",
            """
              serinus rollout watch shop
            """,
            null
        );

    private static DocumentedCommand Show(string word, string description, string examples, Option<bool>? watch)
    {
        var name = Name();
        var format = CommonOptions.Output("Format of the answer.");
        var command = new DocumentedCommand(word, description, "", examples) { name, format };
        if (watch is not null)
            command.Add(watch);
        var options = new RolloutOptions(command);
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed,
                    options,
                    async source =>
                    {
                        var output = parsed.InvocationConfiguration.Output;
                        var wanted = parsed.GetRequiredValue(name);
                        if (watch is null || parsed.GetValue(watch))
                            return await new Watching(source, output, parsed.IsJson(format)).RunAsync(
                                wanted,
                                cancellation
                            );
                        var rollout = await source.GetAsync(wanted, cancellation);
                        if (parsed.IsJson(format))
                            await output.WriteLineAsync(RolloutJson.Write(rollout));
                        else
                            new Screen(output).WriteMarkup(
                                RolloutPage.Lines(rollout, Screen.WidthOf(output), 20, DateTimeOffset.UtcNow)
                            );
                        return ExitCode.Ok;
                    }
                )
        );
        return command;
    }

    private static DocumentedCommand Act(string verb, string description, Option<string?>? revision = null)
    {
        var name = Name();
        var format = CommonOptions.Output("Format of the answer.");
        var command = new DocumentedCommand(
            verb,
            description,
            "",
            $"""
              serinus rollout {verb} shop --token-file ~/.config/serinus/token
              serinus rollout {verb} shop -n web
              serinus rollout {verb} web/shop --context production
            """
        )
        {
            name,
            format,
        };
        if (revision is not null)
            command.Add(revision);
        var options = new RolloutOptions(command);
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed,
                    options,
                    async source =>
                    {
                        var answer = await source.ActAsync(
                            parsed.GetRequiredValue(name),
                            verb,
                            revision is null ? null : parsed.GetValue(revision),
                            cancellation
                        );
                        var output = parsed.InvocationConfiguration.Output;
                        if (parsed.IsJson(format))
                            await output.WriteLineAsync(RolloutJson.Write(answer));
                        else if (answer.Accepted)
                            new Paint(output).Line("green", $"{parsed.GetRequiredValue(name)}: {answer.Text}");
                        else
                            await parsed.InvocationConfiguration.Error.WriteLineAsync($"serinus: {answer.Text}");
                        return answer.Accepted ? ExitCode.Ok : ExitCode.Failed;
                    }
                )
        );
        return command;
    }

    private static DocumentedCommand Undo() =>
        Act(
            "undo",
            "Goes back to a version promoted before.",
            new Option<string?>("--to")
            {
                Description = "The version to go back to; the one before unless given.",
                HelpName = "REVISION",
            }
        );

    private static DocumentedCommand History()
    {
        var name = Name();
        var format = CommonOptions.Output("Format of the answer.");
        var run = new Option<long?>("--run") { Description = "Shows this run whole.", HelpName = "NUMBER" };
        var command = new DocumentedCommand(
            "history",
            "Shows runs that have ended, the newest first.",
            "",
            """
              serinus rollout history shop
              serinus rollout history shop --run 3
            """
        )
        {
            name,
            run,
            format,
        };
        var options = new RolloutOptions(command);
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed,
                    options,
                    async source =>
                    {
                        var wanted = parsed.GetRequiredValue(name);
                        var runs = await source.HistoryAsync(wanted, cancellation);
                        if (parsed.GetValue(run) is { } number)
                        {
                            runs = [.. runs.Where(one => one.Run == number)];
                            if (runs.Count == 0)
                                throw new SourceException(
                                    $"run {number} of {wanted} is not remembered; serinus rollout history {wanted} lists those that are"
                                );
                        }

                        var output = parsed.InvocationConfiguration.Output;
                        if (parsed.IsJson(format))
                            await output.WriteLineAsync(RolloutJson.Write(new HistoryAnswer(wanted, runs)));
                        else
                            HistoryText.Write(new Screen(output), runs, parsed.GetValue(run) is not null, output);
                        return ExitCode.Ok;
                    }
                )
        );
        return command;
    }
}
