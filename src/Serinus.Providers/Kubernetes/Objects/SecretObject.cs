using System.Collections.Frozen;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A Secret. Its text form is its name alone: what it holds must not get into a log by accident.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Type">Such as <c>kubernetes.io/tls</c>.</param>
/// <param name="Data">What it holds, decoded from base64.</param>
internal sealed record SecretObject(ObjectMeta Meta, string Type, FrozenDictionary<string, byte[]> Data)
    : IKubernetesObject
{
    public override string ToString() => $"Secret {Meta.Key}";
}
