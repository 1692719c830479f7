using System.CommandLine;
using Serinus.Hosting;
using Serinus.Providers.Files.Reference;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Roles;

namespace Serinus.Commands;

/// <summary><c>serinus reference</c>: writes the reference pages and manifests of this build; for those who change the program, so the help does not list it.</summary>
internal static class ReferenceCommand
{
    private const string Examples = """
          serinus reference --out docs/reference
          serinus reference --out docs/reference --manifests deploy/manifests
        """;

    public static Command Build()
    {
        var folder = new Option<string>("--out")
        {
            Description = "Folder the pages are written to.",
            HelpName = "FOLDER",
            Required = true,
        };
        var manifests = new Option<string?>("--manifests")
        {
            Description = "Folder the definitions and rights for a cluster are written to.",
            HelpName = "FOLDER",
        };
        var command = new DocumentedCommand(
            "reference",
            "Writes the configuration reference, its schema, and what a cluster needs.",
            "",
            Examples
        )
        {
            folder,
            manifests,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            Directory.CreateDirectory(path);
            ReferencePage.Write(path);
            if (parsed.GetValue(manifests) is { } deployed)
            {
                ResourceManifests.Write(Path.Combine(deployed, "crds"));
                RoleManifests.Write(deployed);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
