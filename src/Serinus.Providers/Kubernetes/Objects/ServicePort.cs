namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A port of a Service.</summary>
/// <param name="Name">Its name; empty when there is only one.</param>
/// <param name="Port">Its number.</param>
/// <param name="TargetPort">Number or name of the pods' port.</param>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
/// <param name="AppProtocol"><c>appProtocol</c>, or null.</param>
internal sealed record ServicePort(
    string Name,
    int Port,
    PortReference TargetPort,
    string Protocol,
    string? AppProtocol
);
