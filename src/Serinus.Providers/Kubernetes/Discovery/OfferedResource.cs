using Serinus.Providers.Kubernetes.Api;

namespace Serinus.Providers.Kubernetes.Discovery;

/// <summary>What can be followed.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Type">In which version.</param>
/// <param name="Namespace">Where; everywhere when empty.</param>
internal sealed record OfferedResource(ResourceKind Kind, ResourceType Type, string Namespace);
