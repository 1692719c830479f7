namespace Serinus.Proxy.Wire;

/// <summary>How the end of a body is told (RFC 9112 §6.3).</summary>
public enum BodyKind
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>By Content-Length.</summary>
    Length,

    /// <summary>By the last chunk.</summary>
    Chunked,

    /// <summary>By the end of the connection; responses only.</summary>
    UntilClose,
}
