using System.CommandLine;
using Serinus.Admin.Rollouts;
using Serinus.Commands.Rollouts;
using Serinus.Hosting;

namespace Serinus.Commands;

/// <summary><c>serinus rollout status</c>: one line, and an exit status for scripts.</summary>
internal static class RolloutStatusCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private const string Details = """
              Status 0 when the version is promoted, or nothing was ever tried; 1 when it was rolled back or failed;
              4 while a run goes on, also when --timeout is over; 5 when it waits for somebody to promote it.
              With --wait it ends once the run has ended, or waits for somebody; a run that is to begin gets a moment.
        """;

    private const string Examples = """
          serinus rollout status shop
          serinus rollout status shop --wait --timeout 30m && echo promoted
          serinus rollout status shop --wait --revision v2
        """;

    public static Command Build()
    {
        var name = RolloutCommand.Name();
        var format = CommonOptions.Output("Format of the answer.");
        var wait = new Option<bool>("--wait") { Description = "Waits until the run has ended." };
        var timeout = new Option<string?>("--timeout")
        {
            Description = "How long it waits, such as 90s or 30m; for ever unless given.",
            HelpName = "TIME",
        };
        var revision = new Option<string?>("--revision")
        {
            Description = "Waits for the run of this version, which may not have begun.",
            HelpName = "REVISION",
        };
        var command = new DocumentedCommand("status", "Says in one line how a rollout stands.", Details, Examples)
        {
            name,
            wait,
            timeout,
            revision,
            format,
        };
        var options = new RolloutOptions(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (!TryTime(parsed.GetValue(timeout), out var longest))
                {
                    await parsed.InvocationConfiguration.Error.WriteLineAsync(
                        $"serinus: '{parsed.GetValue(timeout)}' is no time; write one such as 90s, 30m or 1h"
                    );
                    return ExitCode.Usage;
                }

                return await RolloutCommand.RunAsync(
                    parsed,
                    options,
                    async source =>
                    {
                        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                        if (longest is { } time)
                            patience.CancelAfter(time);
                        var rollout = await source.GetAsync(parsed.GetRequiredValue(name), cancellation);
                        if (parsed.GetValue(wait))
                            rollout = await WaitAsync(source, rollout, parsed.GetValue(revision), patience.Token);
                        cancellation.ThrowIfCancellationRequested();
                        Write(parsed, rollout, parsed.IsJson(format));
                        return RolloutStatus.CodeOf(rollout, parsed.GetValue(revision));
                    }
                );
            }
        );
        return command;
    }

    private static async Task<RolloutAnswer> WaitAsync(
        IRolloutSource source,
        RolloutAnswer rollout,
        string? revision,
        CancellationToken patience
    )
    {
        using var looks = new PeriodicTimer(Look);
        try
        {
            while (RolloutStatus.CodeOf(rollout, revision) == ExitCode.RolloutRunning)
            {
                await looks.WaitForNextTickAsync(patience);
                try
                {
                    rollout = await source.GetAsync(rollout.Name, patience);
                }
                catch (SourceException trouble) when (trouble.IsPassing)
                {
                    // An edge that is restarted answers again soon.
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Time is over: it is told as it stands.
        }

        return rollout;
    }

    private static void Write(ParseResult parsed, RolloutAnswer rollout, bool isJson)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (isJson)
        {
            output.WriteLine(RolloutJson.Write(rollout));
            return;
        }

        var mark = PhaseMark.Of(rollout);
        var where = rollout is { IsRunning: true, Step: > 0 }
            ? $", step {rollout.Step} of {rollout.Steps.Count}, {Figures.Percent(rollout.Weight.Desired)}"
            : "";
        var color = mark.Color is "red" or "yellow" or "green" ? mark.Color : "";
        new Paint(output).Line(
            color,
            $"{rollout.Name}: {mark.Text}{where}{(rollout.Revision.Length > 0 ? $" ({rollout.Revision})" : "")}: {rollout.Trouble ?? rollout.Paused ?? rollout.Reason}"
        );
    }

    private static bool TryTime(string? text, out TimeSpan? time)
    {
        time = null;
        if (text is null)
            return true;
        time = Serinus.Rollouts.Spec.ShortSteps.ReadTime(text);
        return time is not null;
    }
}
