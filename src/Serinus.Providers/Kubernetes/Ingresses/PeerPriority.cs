namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>
/// Annotation <c>priority</c>. Traefik 1.7 ordered routes by the length of their rules as text, and the annotation stood in its place. Here
/// routes are ordered by host and path; a priority above that length moves a route before all others, one below it behind them.
/// </summary>
internal static class PeerPriority
{
    // One below the most there is: that is for routes that close an entry point.
    private const int Max = 999_999;
    private const int WildcardLength = 37;

    /// <summary>Our priority of a route; routes with the annotation keep the order among themselves that it gives them.</summary>
    /// <param name="wanted">The annotation; 0 or less for none.</param>
    /// <param name="host">Host of the route.</param>
    /// <param name="rule">Its rule type.</param>
    /// <param name="path">Its path as written.</param>
    /// <param name="modifier">Its change of the path.</param>
    public static int Of(long wanted, string host, RuleType rule, string path, PathModifier? modifier)
    {
        if (wanted <= 0)
            return 0;
        var length = RuleLength(host, rule, path, modifier);
        if (wanted == length)
            return 0;
        var bounded = (int)Math.Min(wanted, Max);
        return wanted > length ? bounded : bounded - Max;
    }

    private static int RuleLength(string host, RuleType rule, string path, PathModifier? modifier)
    {
        var hostLength =
            host.Length == 0 ? 0
            : host.StartsWith('*') ? WildcardLength + host.Length - 1
            : "Host:".Length + host.Length;
        if (path.Length == 0)
            return hostLength;
        return hostLength + rule.Name.Length + 1 + path.Length + (modifier?.PeerText(path).Length ?? 0);
    }
}
