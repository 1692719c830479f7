namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>Two fields of a record that may not both be given.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class ApartAttribute(string first, string second) : Attribute
{
    /// <summary>Name of the one property.</summary>
    public string First => first;

    /// <summary>Name of the other property.</summary>
    public string Second => second;
}
