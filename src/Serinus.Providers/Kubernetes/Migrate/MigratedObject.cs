namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>An object to apply.</summary>
/// <param name="FileName">A file name that no other object of the result has.</param>
/// <param name="Yaml">The object.</param>
public sealed record MigratedObject(string FileName, string Yaml);
