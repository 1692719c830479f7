using Serinus.Proxy.Tls;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;

namespace Serinus.Proxy.Pipeline;

/// <summary>A snapshot with its running sides, bound once per publish so that an exchange reaches each by index.</summary>
public sealed class LiveSnapshot(Snapshot snapshot, LiveRoute[] routes, LiveService[] services)
{
    public Snapshot Snapshot { get; } = snapshot;

    /// <summary>By <see cref="Route.Index"/>.</summary>
    public LiveRoute[] Routes { get; } = routes;

    /// <summary>By <see cref="Service.Index"/>.</summary>
    public LiveService[] Services { get; } = services;

    /// <summary>By <see cref="StreamRoute.Index"/>.</summary>
    public LiveStreamRoute[] StreamRoutes { get; init; } = [];

    /// <summary>When the certificate that is served by this name ends; null where none could be loaded.</summary>
    public DateTimeOffset? EndOf(Certificate certificate) => Certificates.Named(certificate.Name)?.Ends;

    /// <summary>Certificates, loaded.</summary>
    internal CertificateStore Certificates { get; init; } = CertificateStore.Empty;

    /// <summary>By <see cref="Listener.Index"/>: its TLS; null where it speaks none.</summary>
    internal ListenerTls?[] ListenerTls { get; init; } = [];

    /// <summary>By <see cref="Listener.Index"/>: its filters, compiled.</summary>
    internal IAnswer[][] ListenerAnswers { get; init; } = [];
}
