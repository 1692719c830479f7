namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>The kind of object an annotation is read from.</summary>
internal enum AnnotationTarget
{
    /// <summary>An Ingress.</summary>
    Ingress,

    /// <summary>A Service.</summary>
    Service,
}
