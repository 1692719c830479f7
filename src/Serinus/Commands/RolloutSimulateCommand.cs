using System.CommandLine;
using System.Globalization;
using Serinus.Commands.Rollouts;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Spec;

namespace Serinus.Commands;

/// <summary><c>serinus rollout simulate</c>: how long a rollout takes, and how often it would roll back a good or a bad version.</summary>
internal static class RolloutSimulateCommand
{
    private const int RunsMax = 100_000;

    private const string Details = """
              Plays the rollout many times through the planner that carries it out, with imagined traffic: once with a new version that is as
              good as stable, once with one that is not. Hooks and outside metrics pass, people consent at once. Nothing is sent.
        """;

    private const string Examples = """
          serinus rollout simulate shop --config edge.yaml --rate 200
          serinus rollout simulate -f canary.yaml --rate 200
          serinus rollout simulate --steps "1%, 10%, 50% every 5m" --rate 50 --errors 0.2% --bad-errors 1%
          serinus rollout simulate shop -c edge.yaml --rate 20 --bad-slower 1.5 -o json
        """;

    public static Command Build()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "Name of the rollout in the configuration; may be left out where there is one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var config = CommonOptions.OptionalConfig();
        var manifests = CommonOptions.Manifests(required: false);
        manifests.Description =
            "Manifests with a Canary, ours or Flagger's, in place of a configuration; - is standard input.";
        var steps = new Option<string?>("--steps")
        {
            Description = "Steps in one line, in place of a configuration.",
            HelpName = "STEPS",
        };
        var rate = Number("--rate", "Requests a second of both versions.", 100, 0.001, 1_000_000);
        var errors = Share("--errors", "Share of stable's requests that fail, such as 0.5%.", "0.5%");
        var badErrors = Share("--bad-errors", "Share of the bad version's requests that fail.", "5%");
        var badSlower = Number("--bad-slower", "How many times as long the bad version takes.", 1, 0.1, 1000);
        var latency = Number("--latency", "Median of stable's durations, in milliseconds.", 20, 0.1, 60_000);
        var runs = Number("--runs", "How often each is played.", 200, 1, RunsMax);
        var seed = new Option<int>("--seed")
        {
            Description = "Another seed gives other runs.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var format = CommonOptions.Output("Format of the answer.");
        var command = new DocumentedCommand(
            "simulate",
            "Shows how long a rollout takes, and how often it would roll back a good or a bad version.",
            Details,
            Examples
        )
        {
            name,
            config,
            manifests,
            steps,
            rate,
            errors,
            badErrors,
            badSlower,
            latency,
            runs,
            seed,
            format,
        };
        command.SetAction(parsed =>
        {
            var invocation = parsed.InvocationConfiguration;
            RolloutSpec spec;
            try
            {
                spec = Find(
                    new SimulatedSpec(parsed.GetValue(name), text => invocation.Error.WriteLine($"serinus: {text}")),
                    parsed.GetValue(config),
                    parsed.GetValue(manifests) ?? [],
                    parsed.GetValue(steps)
                );
            }
            catch (SourceException trouble)
            {
                invocation.Error.WriteLine($"serinus: {trouble.Message}");
                return ExitCode.Usage;
            }

            var good = new Imagined
            {
                Spec = spec,
                RequestsPerSecond = parsed.GetValue(rate),
                StableErrors = parsed.GetValue(errors),
                CanaryErrors = parsed.GetValue(errors),
                Latency = new LatencyModel(TimeSpan.FromMilliseconds(parsed.GetValue(latency))),
            };
            var bad = good with
            {
                CanaryErrors = parsed.GetValue(badErrors),
                CanarySlowness = parsed.GetValue(badSlower),
            };
            var many = (int)parsed.GetValue(runs);
            var page = new SimulationPage(
                good,
                SimulatedKind.Of(good, Rehearsal.Repeat(good, many, Chance(parsed.GetValue(seed), kind: 0))),
                bad,
                SimulatedKind.Of(bad, Rehearsal.Repeat(bad, many, Chance(parsed.GetValue(seed), kind: 1)))
            );
            if (parsed.IsJson(format))
                invocation.Output.WriteLine(RolloutJson.Write(page.Answer));
            else
                page.Write(invocation.Output);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <exception cref="StartupException">A file does not exist.</exception>
    /// <exception cref="SourceException">There is none, or more than one.</exception>
    private static RolloutSpec Find(SimulatedSpec source, string? config, string[] manifests, string? steps)
    {
        if ((config is null ? 0 : 1) + (manifests.Length == 0 ? 0 : 1) + (steps is null ? 0 : 1) != 1)
            throw new SourceException("give one of --config, --filename and --steps");
        CommonOptions.CheckManifests(manifests);
        return config is not null ? source.OfConfig(config)
            : steps is not null ? source.OfSteps(steps)
            : source.OfManifests(manifests, Console.In);
    }

    /// <summary>Random numbers of each run: another seed, kind or run has others.</summary>
    private static Func<int, Random> Chance(int seed, int kind) =>
        run => new Random(unchecked((seed * 2 + kind) * (RunsMax + 1) + run));

    private static Option<double> Number(string name, string description, double standard, double least, double most)
    {
        var option = new Option<double>(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || (result.GetValue(option) is var value && value >= least && value <= most))
                return;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes {least} to {most}."));
        });
        return option;
    }

    private static Option<double> Share(string name, string description, string standard) =>
        new(name)
        {
            Description = description,
            HelpName = "PERCENT",
            DefaultValueFactory = _ => double.Parse(standard[..^1], CultureInfo.InvariantCulture) / 100,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var number = text.EndsWith('%') ? text[..^1] : text;
                if (
                    double.TryParse(
                        number,
                        NumberStyles.AllowDecimalPoint,
                        CultureInfo.InvariantCulture,
                        out var percent
                    )
                    && percent <= 100
                )
                    return percent / 100;
                result.AddError($"{name} '{text}' is no percentage, such as 0.5%.");
                return 0;
            },
        };
}
