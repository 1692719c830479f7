using System.Collections.Immutable;

namespace Serinus.Providers.Tree;

/// <summary>A parsed file: its documents (TOML has one, YAML any number), or what breaks it.</summary>
internal sealed record ParsedText(ImmutableArray<Node> Documents, Breakage? Breakage)
{
    /// <summary>Levels of maps and lists in each other. The schema needs ten.</summary>
    public const int DepthMax = 32;

    /// <summary>Values in a file, those that YAML aliases repeat counted as often as they are repeated.</summary>
    public const int NodesMax = 2_000_000;

    public static ParsedText Broken(Breakage breakage) => new([], breakage);
}

/// <summary>Why a file cannot be parsed, in plain words, and the cure. Line 0 is unknown.</summary>
internal sealed record Breakage(int Line, int Column, string Message, string Cure)
{
    public static Breakage TooDeep(int line, int column) =>
        new(line, column, $"more than {ParsedText.DepthMax} levels of maps and lists", "remove the extra brackets");

    public static Breakage TooMany(int line, int column) =>
        new(line, column, $"more than {ParsedText.NodesMax} values", "split the file, or repeat less by aliases");
}

/// <summary>Carries a <see cref="Breakage"/> out of the depth of a tree builder; it never leaves the parser's class.</summary>
internal sealed class BrokenTextException(Breakage breakage) : Exception(breakage.Message)
{
    public Breakage Breakage { get; } = breakage;
}
