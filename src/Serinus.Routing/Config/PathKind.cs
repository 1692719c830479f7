namespace Serinus.Routing.Config;

/// <summary>How a path is compared.</summary>
public enum PathKind
{
    /// <summary>The whole path, byte for byte.</summary>
    Exact,

    /// <summary>The path or any path below it, at segment borders: <c>/api</c> takes <c>/api</c>, <c>/api/x</c> and <c>/api;v=1</c>, not <c>/apix</c>. A final slash does not matter.</summary>
    Prefix,

    /// <summary>The path begins with these bytes, wherever a segment ends: <c>/api</c> takes <c>/apix</c> too. Kept for configurations of old; of the same length, <c>prefix</c> wins.</summary>
    StringPrefix,

    /// <summary>A regular expression (.NET syntax, non-backtracking, case-sensitive) that must match the whole path.</summary>
    Regex,
}
