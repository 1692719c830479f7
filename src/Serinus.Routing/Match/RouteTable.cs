namespace Serinus.Routing.Match;

/// <summary>Finds the route of a request, by host, path, method, header and query, in the precedence order of Gateway API.</summary>
public sealed class RouteTable
{
    /// <summary>The route a request belongs to, or null. Allocates nothing.</summary>
    public Route? Match(RequestHead head) => throw new NotImplementedException();
}
