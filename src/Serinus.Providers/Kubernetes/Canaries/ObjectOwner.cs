namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>An object that another belongs to, and goes with.</summary>
/// <param name="ApiVersion">Version of its API.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name, in the same namespace.</param>
/// <param name="Uid">Its identity.</param>
internal sealed record ObjectOwner(string ApiVersion, string Kind, string Name, string Uid);
