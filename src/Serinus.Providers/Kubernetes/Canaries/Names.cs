namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Patterns of names.</summary>
internal static class Names
{
    /// <summary>Name of an object (RFC 1123 §2.1).</summary>
    public const string ObjectName = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";

    public const string ObjectCure = "a name of lower-case letters, digits and -";
}
