using System.CommandLine;
using Serinus.Hosting;
using Serinus.Providers.Files.Reference;

namespace Serinus.Commands;

/// <summary><c>serinus reference</c>: writes the reference pages of this build; for those who change the program, so the help does not list it.</summary>
internal static class ReferenceCommand
{
    private const string Examples = """
          serinus reference --out docs/reference
        """;

    public static Command Build()
    {
        var folder = new Option<string>("--out")
        {
            Description = "Folder the pages are written to.",
            HelpName = "FOLDER",
            Required = true,
        };
        var command = new DocumentedCommand(
            "reference",
            "Writes the configuration reference and its schema.",
            "",
            Examples
        )
        {
            folder,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            Directory.CreateDirectory(path);
            ReferencePage.Write(path);
            return ExitCode.Ok;
        });
        return command;
    }
}
