using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>A port of a Service, as an Ingress refers to it.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Port">Its port.</param>
/// <param name="Protocol">Protocol an annotation of the Ingress asks for, in lower case; null to go by the Service.</param>
internal readonly record struct ServiceReference(ObjectKey Service, PortReference Port, string? Protocol)
{
    private const int NameLengthMax = 253;

    /// <summary>Name of the service config: <c>namespace/service:port</c>.</summary>
    public string ConfigName =>
        ShortName.Of(Protocol is null ? $"{Service}:{Port}" : $"{Service}:{Port} {Protocol}", NameLengthMax);
}
