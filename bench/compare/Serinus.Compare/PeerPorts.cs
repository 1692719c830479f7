namespace Serinus.Compare;

/// <summary>Ports of the loopback address that a program listens on and forwards to.</summary>
public sealed record PeerPorts(int Listen, int Metrics, int Stable, int Canary);
