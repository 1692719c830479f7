namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>How Ingresses are to be written.</summary>
/// <param name="Source">The controller they were written for.</param>
/// <param name="ClassName">The class they get; the one they had when null.</param>
/// <param name="IsCompat">Whether paths of Traefik keep their old meaning, in which <c>/shop</c> takes <c>/shopping</c> too.</param>
public sealed record MigrationOptions(MigrationSource Source, string? ClassName = null, bool IsCompat = false);
