using Serinus.Providers.Kubernetes.Api;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>A failure that lasts.</summary>
/// <param name="Failure">The latest.</param>
/// <param name="Since">Time of the first.</param>
internal sealed record Trouble(ApiFailure Failure, DateTimeOffset Since);
