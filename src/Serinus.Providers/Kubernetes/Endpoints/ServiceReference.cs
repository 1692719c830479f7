using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>A port of a Service, as an Ingress refers to it.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Port">Its port.</param>
/// <param name="Rules">How the Ingress wants it to be spoken to; null to go by the Service.</param>
internal readonly record struct ServiceReference(ObjectKey Service, PortReference Port, UpstreamRules? Rules)
{
    private const int NameLengthMax = 253;

    /// <summary>Name of the service config: <c>namespace/service:port</c>.</summary>
    public string ConfigName =>
        ShortName.Of(Rules is null ? $"{Service}:{Port}" : $"{Service}:{Port} {Rules}", NameLengthMax);
}
