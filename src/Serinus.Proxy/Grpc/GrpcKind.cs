namespace Serinus.Proxy.Grpc;

/// <summary>Which form of gRPC a request is in.</summary>
internal enum GrpcKind : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>gRPC over HTTP/2 (gRPC, PROTOCOL-HTTP2).</summary>
    Plain,

    /// <summary>gRPC-Web with binary messages (gRPC, PROTOCOL-WEB).</summary>
    Web,

    /// <summary>gRPC-Web with messages in base64.</summary>
    WebText,
}
