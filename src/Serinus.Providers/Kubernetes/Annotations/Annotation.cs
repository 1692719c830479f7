namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>An annotation found on an object.</summary>
/// <param name="FullName">Its name as written.</param>
/// <param name="Value">Its value.</param>
internal sealed record Annotation(string FullName, string Value)
{
    /// <summary>Its place in the object, as problems name it.</summary>
    public string Field => $"metadata.annotations[{FullName}]";

    /// <summary>Whether it is of ingress-nginx.</summary>
    public bool IsNginx => FullName.StartsWith(AnnotationPrefixTexts.Nginx, StringComparison.Ordinal);
}
