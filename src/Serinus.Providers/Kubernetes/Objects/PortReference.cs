using System.Globalization;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A port by number or by name.</summary>
/// <param name="Number">The number; 0 when it is given by name.</param>
/// <param name="Name">The name; null when it is given by number.</param>
internal readonly record struct PortReference(int Number, string? Name)
{
    public override string ToString() => Name ?? Number.ToString(CultureInfo.InvariantCulture);
}
