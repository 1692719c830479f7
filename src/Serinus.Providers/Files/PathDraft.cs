using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>A path condition as it is written: the kind is the key.</summary>
internal sealed class PathDraft
{
    public string? Prefix { get; set; }

    public string? Exact { get; set; }

    public string? Regex { get; set; }

    public string? StringPrefix { get; set; }

    public PathConfig Make() =>
        Prefix is not null ? new(PathKind.Prefix, Prefix)
        : Exact is not null ? new(PathKind.Exact, Exact)
        : StringPrefix is not null ? new(PathKind.StringPrefix, StringPrefix)
        : new(PathKind.Regex, Regex ?? "");
}
