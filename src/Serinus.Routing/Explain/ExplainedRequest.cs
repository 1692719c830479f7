namespace Serinus.Routing.Explain;

/// <summary>A request as it is matched.</summary>
/// <param name="Method">Method.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Host in normal form; empty when there is none.</param>
/// <param name="Path">Path in normal form; these bytes are forwarded.</param>
/// <param name="Query">Query without the question mark; null when there is none.</param>
/// <param name="Client">Address of the client.</param>
/// <param name="Listener">Name of the listener; empty when there is none.</param>
public sealed record ExplainedRequest(
    string Method,
    string Scheme,
    string Host,
    string Path,
    string? Query,
    string Client,
    string Listener
);
