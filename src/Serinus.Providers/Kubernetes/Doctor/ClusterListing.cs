namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Objects of one kind.</summary>
/// <param name="Json">A Kubernetes <c>List</c> whose items have <c>apiVersion</c> and <c>kind</c>.</param>
/// <param name="Trouble">Why they cannot be listed, or null.</param>
public sealed record ClusterListing(string Json, string? Trouble);
