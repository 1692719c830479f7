using System.Text;

namespace Serinus.Proxy.Grpc;

/// <summary>The fields of an answer of the edge's own to a call: status and message in the head, nothing after it (gRPC, PROTOCOL-HTTP2, Trailers-Only).</summary>
internal static class GrpcReply
{
    /// <summary>Field lines, each ended with CRLF.</summary>
    public static byte[] Fields(GrpcKind kind, GrpcStatus status, string message) =>
        Encoding.ASCII.GetBytes(
            $"Content-Type: {GrpcWeb.TypeOf(kind)}\r\ngrpc-status: {(int)status}\r\ngrpc-message: {message}\r\n"
        );
}
