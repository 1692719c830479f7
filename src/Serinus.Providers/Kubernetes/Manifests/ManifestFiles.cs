using System.Collections.Immutable;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Manifests;

/// <summary>The objects of several files.</summary>
/// <param name="Documents">Objects of the files that can be parsed, in the order of their paths.</param>
/// <param name="Broken">Files that cannot be parsed, and why.</param>
internal sealed record ManifestFiles(
    ImmutableArray<ManifestDocument> Documents,
    ImmutableArray<(string Path, Breakage Breakage)> Broken
)
{
    private const string StandardInput = "-";

    private static readonly string[] endings = [".yaml", ".yml", ".json"];

    /// <summary>Reads files, and the manifests of directories and what is in them.</summary>
    /// <param name="paths">Files and directories; <c>-</c> is what <paramref name="input"/> has.</param>
    /// <param name="input">Standard input.</param>
    public static ManifestFiles Read(IEnumerable<string> paths, TextReader input)
    {
        var documents = ImmutableArray.CreateBuilder<ManifestDocument>();
        var broken = ImmutableArray.CreateBuilder<(string, Breakage)>();
        foreach (var path in paths.SelectMany(Expand).Distinct())
        {
            var text = ManifestText.Parse(path, path == StandardInput ? input.ReadToEnd() : File.ReadAllText(path));
            documents.AddRange(text.Documents);
            if (text.Breakage is { } breakage)
                broken.Add((path, breakage));
        }

        return new ManifestFiles(documents.ToImmutable(), broken.ToImmutable());
    }

    private static IEnumerable<string> Expand(string path) =>
        Directory.Exists(path)
            ? Directory
                .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => endings.Contains(Path.GetExtension(file)) && !Path.GetFileName(file).StartsWith('.'))
                .Order(StringComparer.Ordinal)
            : [path];
}
