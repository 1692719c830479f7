namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>How a value of an enumeration is written, where that is not its name in lower case with hyphens.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class WordAttribute(string word) : Attribute
{
    public string Word => word;
}
