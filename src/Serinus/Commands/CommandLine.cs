using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Serinus.Control;
using Serinus.Hosting;

namespace Serinus.Commands;

/// <summary>The program's commands, and how a call of it ends.</summary>
public static class CommandLine
{
    /// <summary>Runs a command line and returns the exit status.</summary>
    /// <param name="arguments">What stands after the program's name.</param>
    /// <param name="output">Takes what was asked for.</param>
    /// <param name="error">Takes logs, and what went wrong.</param>
    /// <param name="cancellation">Ends a running command as SIGTERM would.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellation = default
    )
    {
        // Signals and exceptions are ours: what is to be expected gets a message, and a drain takes its time.
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        var parsed = Build().Parse(arguments);
        if (parsed.Action is ParseErrorAction wrong)
            return Refuse(parsed, wrong, invocation);
        try
        {
            return await parsed.InvokeAsync(invocation, cancellation);
        }
        catch (StartupException trouble)
        {
            await error.WriteLineAsync($"serinus: {trouble.Message}");
            return ExitCode.CannotStart;
        }
    }

    /// <summary>All commands.</summary>
    public static RootCommand Build()
    {
        var root = new RootCommand("An edge proxy that gives an exact share of live HTTP traffic to a canary.")
        {
            RunCommand.Build(),
            CheckCommand.Build(),
            ExplainCommand.Build(),
            DoctorCommand.Build(),
            MigrateCommand.Build(),
            CertCommand.Build(),
            RolloutCommand.Build(),
            DemoCommand.Build(),
            VersionCommand.Build(),
            ReferenceCommand.Build(),
        };
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is HelpAction plain)
                option.Action = new HelpPage(plain);
        }

        // `serinus version` says it, in both formats.
        foreach (var option in root.Options.OfType<VersionOption>().ToArray())
            root.Options.Remove(option);
        return root;
    }

    private static string PathOf(Command command) =>
        command is RootCommand ? ""
        : command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)}{command.Name} "
        : $"{command.Name} ";

    // Who calls the program alone wants to know what there is; who made a mistake wants to know which.
    private static int Refuse(ParseResult parsed, ParseErrorAction wrong, InvocationConfiguration invocation)
    {
        var command = parsed.CommandResult.Command;
        wrong.ShowHelp = parsed.Tokens.Count == 0;
        parsed.Invoke(invocation);
        if (!wrong.ShowHelp)
            invocation.Error.WriteLine($"See: serinus {PathOf(command)}--help");
        return ExitCode.Usage;
    }
}
