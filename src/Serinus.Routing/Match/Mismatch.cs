namespace Serinus.Routing.Match;

/// <summary>The first thing about a request that a route does not take.</summary>
public enum Mismatch
{
    /// <summary>Nothing: the route takes it.</summary>
    None,

    /// <summary>It came in on a listener the route is not served on.</summary>
    Listener,

    /// <summary>The path.</summary>
    Path,

    /// <summary>The method.</summary>
    Method,

    /// <summary>A header.</summary>
    Header,

    /// <summary>A query parameter.</summary>
    Query,
}
