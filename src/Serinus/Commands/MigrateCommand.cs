using System.CommandLine;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Providers.Kubernetes.Migrate;
using Serinus.Routing.Config;

namespace Serinus.Commands;

/// <summary><c>serinus migrate</c>: writes Ingresses of another controller for Serinus.</summary>
internal static class MigrateCommand
{
    private const string Description = "Writes Ingresses of Traefik 1.7 or ingress-nginx as Ingresses for Serinus.";

    private const string Details = """
          Ingresses of every API version are written as networking.k8s.io/v1; nothing is applied. What has no equivalent is named on
          standard error with its line, and stands as a comment above its Ingress. Annotations that keep people out stay, and close
          their routes. Other objects are passed over.
          Status 1 means that something has no equivalent; what works in another way is a warning and leaves it 0.
        """;

    private const string TraefikDetails =
        Details
        + """

              The class of the annotation becomes spec.ingressClassName, with an IngressClass that gives it to Serinus.
              Traefik 1.7 compares paths as texts: /shop takes /shopping too. Here it takes /shop and what is below /shop/, as Kubernetes
              has it; each such path is named. --compat keeps the old meaning, by serinus.dev/compat on the Ingress.
            """;

    private const string NginxDetails =
        Details
        + """

              Annotations of canaries stay: they are honoured. The class stays too, unless --class gives another: that hands the Ingresses
              over to Serinus.
            """;

    private const string Examples = """
          serinus migrate traefik -f manifests/ > ingresses.yaml
          kubectl get ingress -A -o yaml | serinus migrate nginx -f - --class serinus --out migrated/
        """;

    public static Command Build()
    {
        var command = new DocumentedCommand("migrate", Description, Details, Examples)
        {
            Build("traefik", "Ingresses of Traefik 1.7.", TraefikDetails, MigrationSource.Traefik),
            Build("nginx", "Ingresses of ingress-nginx.", NginxDetails, MigrationSource.Nginx),
        };
        return command;
    }

    private static DocumentedCommand Build(string name, string description, string details, MigrationSource source)
    {
        var files = CommonOptions.Manifests(required: true);
        var className = new Option<string?>("--class")
        {
            Description = "Class all of them get; the one they have unless given.",
            HelpName = "NAME",
        };
        var folder = new Option<string?>("--out")
        {
            Description = "Folder that gets a file for each object, instead of standard output.",
            HelpName = "FOLDER",
        };
        var compat = new Option<bool>("--compat") { Description = "Keeps the old meaning of paths." };
        var command = new DocumentedCommand(name, description, details, Examples) { files, className, folder };
        if (source == MigrationSource.Traefik)
            command.Add(compat);
        command.SetAction(parsed =>
        {
            var options = new MigrationOptions(
                source,
                parsed.GetValue(className),
                source == MigrationSource.Traefik && parsed.GetValue(compat)
            );
            var result = Migrate(parsed.GetRequiredValue(files), options);
            var invocation = parsed.InvocationConfiguration;
            if (parsed.GetValue(folder) is { } path)
                WriteFiles(path, result);
            else
                invocation.Output.Write(string.Join("---\n", result.Objects.Select(made => made.Yaml)));
            Report(new Paint(invocation.Error), result);
            return result.Problems.Any(problem => problem.Severity == Severity.Error) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static MigrationResult Migrate(string[] paths, MigrationOptions options)
    {
        CommonOptions.CheckManifests(paths);
        try
        {
            return Migration.OfFiles(paths, Console.In, options);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(trouble.Message);
        }
    }

    private static void WriteFiles(string folder, MigrationResult result)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var made in result.Objects)
                File.WriteAllText(Path.Combine(folder, made.FileName), made.Yaml);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(trouble.Message);
        }
    }

    private static void Report(Paint paint, MigrationResult result)
    {
        foreach (var line in result.PassedOver)
            paint.Line("", line);
        foreach (var problem in result.Problems)
            paint.Line(problem.Severity == Severity.Error ? "red" : "yellow", problem.ToString());
    }
}
