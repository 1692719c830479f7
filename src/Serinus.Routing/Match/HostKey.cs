namespace Serinus.Routing.Match;

/// <summary>A host condition as a table finds it.</summary>
/// <param name="Name">Host in normal form; empty for any host.</param>
/// <param name="IsOneLabel">Whether the star of a wildcard stands for one label alone.</param>
internal readonly record struct HostKey(string Name, bool IsOneLabel)
{
    public static HostKey Any { get; } = new("", false);

    public bool IsWildcard => Name.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>The host conditions of a rule; <see cref="Any"/> when it has none.</summary>
    public static IEnumerable<HostKey> Of(RouteRule rule) =>
        rule.Hosts.IsEmpty
            ? [Any]
            : rule.Hosts.Select(host => new HostKey(
                host,
                rule.Config.OneLabelWildcards && host.StartsWith("*.", StringComparison.Ordinal)
            ));
}
