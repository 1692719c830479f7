namespace Serinus.Routing.Config;

/// <summary>A condition on the path of a request, after dot segments are removed and unreserved characters decoded (RFC 3986 §6.2.2).</summary>
/// <param name="Kind">How <paramref name="Value"/> is compared.</param>
/// <param name="Value">Begins with <c>/</c>, except for a regular expression.</param>
public sealed record PathConfig(PathKind Kind, string Value);
