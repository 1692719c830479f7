using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Serinus.Hosting;

namespace Serinus.Commands;

/// <summary>The library's help, followed by examples and the meaning of exit statuses.</summary>
internal sealed class HelpPage(HelpAction plain) : SynchronousCommandLineAction
{
    private const string RootExamples = """
          serinus demo
          serinus check --config edge.yaml
          serinus run --config edge.yaml
          serinus COMMAND --help
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var status = plain.Invoke(parseResult);
        var command = parseResult.CommandResult.Command as DocumentedCommand;
        var details = string.IsNullOrEmpty(command?.Details) ? "" : $"Details:\n{command.Details}\n\n";
        var examples = command?.Examples ?? RootExamples;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine($"{details}Examples:\n{examples}\n\nExit status:\n{ExitCode.Help}");
        return status;
    }
}
