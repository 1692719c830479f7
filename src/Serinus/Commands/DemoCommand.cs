using System.CommandLine;
using System.Net;
using Serinus.Commands.Demo;
using Serinus.Control;
using Serinus.Hosting;
using Spectre.Console;

namespace Serinus.Commands;

/// <summary><c>serinus demo</c>: a canary rollout on this machine.</summary>
internal static class DemoCommand
{
    private const int SecondsMax = 3600;

    private const string Description = "Shows a canary rollout on this machine.";

    private const string Details = """
          Starts two versions of a small application and the edge in front of them, sends gentle traffic, and asks for a rollout
          by editing its own configuration file: 1, 10, 50 % and then everybody, each step only while the new version is as
          good as the old one. It ends by itself, and says why it ended so.
        """;

    private const string Examples = """
          serinus demo
          serinus demo --bad
          serinus demo --seconds-per-step 5 --stay
          serinus demo --listen 127.0.0.1:9000 --admin 127.0.0.1:9080
        """;

    public static Command Build()
    {
        var defaults = new DemoOptions();
        var bad = new Option<bool>("--bad")
        {
            Description = "The new version fails 3 % of its requests: it is rolled back.",
        };
        var stay = new Option<bool>("--stay") { Description = "Serves on after the end, until Ctrl-C." };
        var seconds = new Option<double>("--seconds-per-step")
        {
            Description = "How long each step lasts; the shorter, the less a bad version can be told from a good one.",
            HelpName = "N",
            DefaultValueFactory = _ => defaults.StepTime.TotalSeconds,
        };
        seconds.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValue(seconds) is > 0 and <= SecondsMax)
                return;
            result.AddError($"--seconds-per-step takes more than 0 and at most {SecondsMax}.");
        });
        var listen = Address("--listen", "Where the edge listens.", defaults.Listen);
        var admin = Address("--admin", "Where the admin endpoint listens.", defaults.Admin);
        var command = new DocumentedCommand("demo", Description, Details, Examples)
        {
            bad,
            seconds,
            stay,
            listen,
            admin,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                var options = new DemoOptions
                {
                    Bad = parsed.GetValue(bad),
                    Stay = parsed.GetValue(stay),
                    StepTime = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    Listen = parsed.GetRequiredValue(listen),
                    Admin = parsed.GetRequiredValue(admin),
                };
                return RunAsync(options, Screen(parsed.InvocationConfiguration.Output), cancellation);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, IDemoScreen screen, CancellationToken cancellation)
    {
        using var signals = new Signals(() => { }, () => { });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.EndAsked, cancellation);
        try
        {
            var status = await DemoRun.RunAsync(options, screen, end.Token);
            return signals.Last != 0 && !options.Stay ? ExitCode.Signalled(signals.Last) : status;
        }
        catch (StartupException trouble)
        {
            throw new StartupException(
                $"{trouble.Message}\nThe demo wants {options.Listen} and {options.Admin}; take others with --listen and --admin.",
                trouble
            );
        }
    }

    private static Option<IPEndPoint> Address(string name, string description, IPEndPoint standard) =>
        new(name)
        {
            Description = description,
            HelpName = "IP:PORT",
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var address))
                    return address;
                result.AddError($"{name} '{text}' is no IP address and port, such as 127.0.0.1:8001.");
                return null;
            },
        };

    private static IDemoScreen Screen(TextWriter output)
    {
        if (!ReferenceEquals(output, Console.Out) || Console.IsOutputRedirected)
            return new PlainScreen(output);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return console.Profile.Capabilities.Ansi ? new PageScreen(console) : new PlainScreen(output);
    }
}
