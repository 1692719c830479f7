namespace Serinus.Routing.Compile;

/// <summary>A scheme of endpoints' addresses.</summary>
/// <param name="Name">The scheme, in lower case.</param>
/// <param name="DefaultPort">The port where none is written; 0 when one must be.</param>
/// <param name="Uses">What an endpoint with this scheme can be used for.</param>
internal sealed record EndpointScheme(string Name, int DefaultPort, EndpointUse[] Uses)
{
    public string Prefix { get; } = $"{Name}://";
}
