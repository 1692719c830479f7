namespace Serinus.Soak;

/// <summary>Where a server listens.</summary>
public sealed record UpstreamPorts(int Http, int H2c, int Tcp, int Udp);
