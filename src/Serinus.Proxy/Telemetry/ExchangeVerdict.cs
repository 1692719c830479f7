using Serinus.Proxy.Grpc;

namespace Serinus.Proxy.Telemetry;

/// <summary>Whether what became of an exchange is a fault of whoever served it.</summary>
internal static class ExchangeVerdict
{
    private const int ClientClosed = 499;

    /// <summary>Statuses of gRPC that tell of the server, not of what it was asked.</summary>
    private const uint FailedCalls =
        1 << (int)GrpcStatus.Unknown
        | 1 << (int)GrpcStatus.DeadlineExceeded
        | 1 << (int)GrpcStatus.Unimplemented
        | 1 << (int)GrpcStatus.Internal
        | 1 << (int)GrpcStatus.Unavailable
        | 1 << (int)GrpcStatus.DataLoss;

    /// <summary>Whether the client left before the end, so that nothing can be said.</summary>
    public static bool HasClientLeft(ExchangeRecord exchange) =>
        exchange.Status == ClientClosed || exchange.Error == "client_left";

    /// <summary>
    /// Whether it was answered 5xx, not at all, or not to the end. A status below 400 with an error is a response that broke off, or an
    /// answer of the edge's own to a gRPC call, which always has status 200, and whose status of gRPC says whose fault it was.
    /// </summary>
    public static bool IsServerError(ExchangeRecord exchange) =>
        exchange.Status is 0 or >= 500
        || (
            exchange.Error is not null
            && exchange.Status < 400
            && (exchange.GrpcStatus < 0 || IsFailedCall(exchange.GrpcStatus))
        );

    /// <summary>Whether a gRPC call ended with a status that is a server's fault.</summary>
    public static bool IsFailedCall(int status) => (FailedCalls >> status & 1) != 0;
}
