using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Providers.Kubernetes.Doctor;

namespace Serinus.Commands;

/// <summary><c>serinus doctor</c>: says what is wrong with manifests, or with what a cluster holds.</summary>
internal static class DoctorCommand
{
    private const string Description = "Says what is wrong with Kubernetes manifests, or with a cluster.";

    private const string Details = """
          Files are examined together, as if applied together; directories are read with all that is in them; - is standard
          input. No cluster is needed for files, and nothing is changed in a cluster.
          Status 1 means that there are errors; warnings and notes alone leave it 0.
        """;

    private const string Examples = """
          serinus doctor -f deploy/manifests
          kubectl get ingress,service -A -o yaml | serinus doctor -f -
          serinus doctor --kubeconfig ~/.kube/config --context production -o json | jq .findings
        """;

    public static Command Build()
    {
        var files = CommonOptions.Manifests(required: false);
        var kubeconfig = new Option<string?>("--kubeconfig")
        {
            Description = "Examines the cluster of this kubeconfig instead of files.",
            HelpName = "FILE",
        };
        var context = new Option<string?>("--context")
        {
            Description = "Context of the kubeconfig; its current one unless given.",
            HelpName = "NAME",
        };
        var format = CommonOptions.Output("Format of the answer.");
        var command = new DocumentedCommand("doctor", Description, Details, Examples)
        {
            files,
            kubeconfig,
            context,
            format,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(files) is null == result.GetResult(kubeconfig) is null)
                result.AddError("Give either -f with files, or --kubeconfig.");
            else if (result.GetResult(context) is not null && result.GetResult(kubeconfig) is null)
                result.AddError("--context needs --kubeconfig.");
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var findings = parsed.GetValue(kubeconfig) is { } path
                    ? await OfClusterAsync(path, parsed.GetValue(context), cancellation)
                    : OfFiles(parsed.GetValue(files) ?? []);
                var output = parsed.InvocationConfiguration.Output;
                var answer = Answer(findings);
                if (parsed.IsJson(format))
                    await output.WriteLineAsync(JsonSerializer.Serialize(answer, CommandJson.Readable.DoctorAnswer));
                else
                    WriteText(new Paint(output), answer, findings);
                return answer.Ok ? ExitCode.Ok : ExitCode.Failed;
            }
        );
        return command;
    }

    private static ImmutableArray<Finding> OfFiles(string[] paths)
    {
        CommonOptions.CheckManifests(paths);
        try
        {
            return ManifestDoctor.ExamineFiles(paths, Console.In);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(trouble.Message);
        }
    }

    private static async Task<ImmutableArray<Finding>> OfClusterAsync(
        string kubeconfig,
        string? context,
        CancellationToken cancellation
    )
    {
        ApiServerObjects cluster;
        try
        {
            cluster = new ApiServerObjects(kubeconfig, context);
        }
        catch (Exception trouble) when (trouble is not OutOfMemoryException)
        {
            // The library has many exceptions for a kubeconfig that is missing or wrong; its message names what.
            throw new StartupException($"kubeconfig {kubeconfig} cannot be used: {trouble.Message}");
        }

        using (cluster)
            return await ManifestDoctor.ExamineClusterAsync(cluster, cancellation);
    }

    private static DoctorAnswer Answer(ImmutableArray<Finding> findings)
    {
        var errors = findings.Count(finding => finding.Severity == FindingSeverity.Error);
        var warnings = findings.Count(finding => finding.Severity == FindingSeverity.Warning);
        return new DoctorAnswer(errors == 0, errors, warnings, [.. findings.Select(FindingAnswer.Of)]);
    }

    private static void WriteText(Paint paint, DoctorAnswer answer, ImmutableArray<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var color = finding.Severity switch
            {
                FindingSeverity.Error => "red",
                FindingSeverity.Warning => "yellow",
                _ => "",
            };
            var lines = finding.ToString().Split('\n', 2);
            paint.Line(color, lines[0]);
            paint.Line("", lines[1]);
        }

        paint.Line(
            answer.Ok ? "green" : "red",
            $"{Count(answer.Errors, "error")}, {Count(answer.Warnings, "warning")}"
        );
    }

    private static string Count(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
