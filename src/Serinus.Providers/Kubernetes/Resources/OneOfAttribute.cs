namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A record of which exactly one field is given.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OneOfAttribute : Attribute;
