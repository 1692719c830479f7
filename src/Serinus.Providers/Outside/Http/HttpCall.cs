using System.Collections.Immutable;

namespace Serinus.Providers.Outside.Http;

/// <summary>A request to a service of somebody else, and how much of an answer is waited for.</summary>
internal sealed record HttpCall
{
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Where it goes. A name and password in it are sent as basic authentication.</summary>
    public required string Url { get; init; }

    /// <summary>Fields of the request.</summary>
    public ImmutableDictionary<string, string> Fields { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The body; none when null.</summary>
    public string? Body { get; init; }

    /// <summary>Type of the body, where no field says it.</summary>
    public string BodyType { get; init; } = "application/json";

    /// <summary>How long the whole answer may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Bytes of an answer that are read; what is longer is cut.</summary>
    public required int AnswerBytesMax { get; init; }

    /// <summary>Whether the server's certificate is verified.</summary>
    public bool IsVerified { get; init; } = true;

    /// <summary>
    /// Whether the request must not be in doubt: it goes over a connection of its own, so that a server that is about to close an idle one
    /// cannot swallow it.
    /// </summary>
    public bool IsAlone { get; init; }
}
