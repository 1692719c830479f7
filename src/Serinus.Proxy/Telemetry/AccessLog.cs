namespace Serinus.Proxy.Telemetry;

/// <summary>The access log: loops hand over finished lines, one background writer appends them; what does not fit the queue is dropped and counted.</summary>
public sealed class AccessLog { }
