namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>An IngressClass.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Controller">The controller that serves Ingresses of the class.</param>
/// <param name="IsDefault">Whether it is marked as the class of Ingresses that name none.</param>
internal sealed record IngressClassObject(ObjectMeta Meta, string Controller, bool IsDefault) : IKubernetesObject;
