namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>What the type of a field of a custom resource does not say by itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FieldAttribute : Attribute
{
    /// <summary>Its name, where that is not the property's in camel case.</summary>
    public string? Name { get; init; }

    /// <summary>The least number that is taken; of durations in seconds, of lists their length.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>The largest number that is taken; of durations in seconds, of lists their length.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>Pattern that a text must match as a whole.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether words of an enumeration are the names of its values.</summary>
    public bool IsName { get; init; }

    /// <summary>What is to be written, as the end of "write …"; only where a pattern does not speak for itself.</summary>
    public string? Cure { get; init; }
}
