using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Serinus.Hosting;

namespace Serinus.Commands;

/// <summary><c>serinus version</c>.</summary>
internal static class VersionCommand
{
    private const string Examples = """
          serinus version
          serinus version -o json
        """;

    public static Command Build()
    {
        var format = CommonOptions.Output("Format of the answer.");
        var command = new DocumentedCommand("version", "Says which build this is.", "", Examples) { format };
        command.SetAction(parsed =>
        {
            var answer = new VersionAnswer(
                ProgramVersion.Text,
                RuntimeInformation.FrameworkDescription,
                RuntimeInformation.RuntimeIdentifier
            );
            parsed.InvocationConfiguration.Output.WriteLine(
                parsed.IsJson(format)
                    ? JsonSerializer.Serialize(answer, CommandJson.Readable.VersionAnswer)
                    : $"serinus {answer.Version} ({answer.Runtime}, {answer.Platform})"
            );
            return ExitCode.Ok;
        });
        return command;
    }
}
