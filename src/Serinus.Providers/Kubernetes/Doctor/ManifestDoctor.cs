using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Says what is wrong with manifests, or with what a cluster holds.</summary>
public static class ManifestDoctor
{
    /// <summary>Examines files together, as they would be applied together.</summary>
    /// <param name="paths">Files and directories; <c>-</c> is standard input.</param>
    /// <param name="input">Standard input.</param>
    public static ImmutableArray<Finding> ExamineFiles(IEnumerable<string> paths, TextReader input)
    {
        var files = ManifestFiles.Read(paths, input);
        var broken = files.Broken.Select(file => new Finding
        {
            Severity = FindingSeverity.Error,
            Object = "",
            Location = new Location(file.Path, file.Breakage.Line, file.Breakage.Column),
            What = file.Breakage.Message,
            Meaning = "the file cannot be parsed, and nothing in it was examined",
            Cure = file.Breakage.Cure,
        });
        return [.. broken, .. Examination.Examine(files.Documents)];
    }

    /// <summary>Examines what a cluster holds.</summary>
    /// <param name="cluster">Lists its objects.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static async Task<ImmutableArray<Finding>> ExamineClusterAsync(
        IClusterObjects cluster,
        CancellationToken cancellation
    )
    {
        var documents = ImmutableArray.CreateBuilder<ManifestDocument>();
        var unread = ImmutableArray.CreateBuilder<Finding>();
        foreach (var kind in ClusterKinds.All)
        {
            var listing = await cluster.ListAsync(kind, cancellation);
            if (listing.Trouble is { } trouble)
                unread.Add(Unread(kind, trouble));
            else
                documents.AddRange(ManifestText.Parse("", listing.Json).Documents);
        }

        // Without one kind, what names its objects would all be called missing.
        return unread.Count > 0
            ? [.. unread, .. Examination.Examine(documents.ToImmutable())]
            : Examination.Examine(documents.ToImmutable(), isCluster: true);
    }

    private static Finding Unread(string kind, string trouble) =>
        new()
        {
            Severity = FindingSeverity.Warning,
            Object = "",
            What = $"objects of kind {kind} cannot be listed: {trouble}",
            Meaning = "what depends on them was not examined",
            Cure = "use an account that may list them, such as one with the role view and the right to read RBAC",
        };
}
