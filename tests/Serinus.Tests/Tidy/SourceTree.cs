using Serinus.Testbed;

namespace Serinus.Tests.Tidy;

/// <summary>The repository these tests were built from, read as text.</summary>
internal static class SourceTree
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", ".git", ".vs", ".idea", "node_modules"];

    /// <summary>Every C# file of the product.</summary>
    public static IReadOnlyList<SourceFile> Product { get; } = Read("src", "*.cs");

    /// <summary>Every C# file there is: product, tests and benchmarks.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
    [.. Product, .. Read("tests", "*.cs"), .. Read("bench", "*.cs")];

    /// <summary>Every project file.</summary>
    public static IReadOnlyList<SourceFile> Projects { get; } =
    [.. Read("src", "*.csproj"), .. Read("tests", "*.csproj"), .. Read("bench", "*.csproj")];

    /// <summary>Files below <paramref name="folder"/> that match, build output left out, in a stable order.</summary>
    public static IReadOnlyList<SourceFile> Read(string folder, string pattern)
    {
        var files = new List<SourceFile>();
        Collect(Path.Combine(Repository.Root, folder), pattern, files);
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static void Collect(string folder, string pattern, List<SourceFile> files)
    {
        foreach (var path in Directory.EnumerateFiles(folder, pattern))
            files.Add(new SourceFile(Relative(path), File.ReadAllText(path)));
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (!NotOurs.Contains(Path.GetFileName(child)))
                Collect(child, pattern, files);
        }
    }

    public static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
}
