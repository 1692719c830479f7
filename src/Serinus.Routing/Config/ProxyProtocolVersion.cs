namespace Serinus.Routing.Config;

/// <summary>Which PROXY header is sent to an upstream.</summary>
public enum ProxyProtocolVersion
{
    /// <summary>None.</summary>
    None,

    /// <summary>Version 1: a line of text.</summary>
    V1,

    /// <summary>Version 2: binary.</summary>
    V2,
}
