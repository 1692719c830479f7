using System.Text.RegularExpressions;

namespace Serinus.Tests.Tidy;

/// <summary>A text file of the repository.</summary>
/// <param name="Path">Path from the root, with forward slashes.</param>
/// <param name="Text">What it holds.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    public string[] Lines { get; } = Text.Split('\n');

    /// <summary>The text without line comments, for rules on what code does rather than on what it says.</summary>
    public string Code { get; } = LineComment().Replace(Text, "");

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>Name of the project it belongs to: the second segment of its path, or the third below <c>bench/compare</c>.</summary>
    public string Project => Segments[ProjectDepth];

    /// <summary>Folders between the project's and the file's own.</summary>
    public string[] FoldersInProject => Segments[(ProjectDepth + 1)..^1];

    /// <summary>Places where <paramref name="pattern"/> matches, as <c>path:line: text</c>.</summary>
    public IEnumerable<string> Find(Regex pattern)
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (pattern.IsMatch(Lines[i]))
                yield return $"{Path}:{i + 1}: {Lines[i].Trim()}";
        }
    }

    public override string ToString() => Path;

    private string[] Segments { get; } = Path.Split('/');

    private int ProjectDepth => Path.StartsWith("bench/compare/", StringComparison.Ordinal) ? 2 : 1;

    [GeneratedRegex(@"(?m)^\s*//.*$|\s//\s.*$")]
    private static partial Regex LineComment();
}
