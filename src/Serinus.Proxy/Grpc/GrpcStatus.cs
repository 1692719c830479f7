namespace Serinus.Proxy.Grpc;

/// <summary>Status codes of gRPC that the edge gives itself.</summary>
internal enum GrpcStatus : sbyte
{
    None = -1,
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    DeadlineExceeded = 4,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}
