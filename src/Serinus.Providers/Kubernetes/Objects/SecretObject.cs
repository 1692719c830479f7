using System.Collections.Frozen;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A Secret. Its text form is its name alone: what it holds must not get into a log by accident.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Type">Such as <c>kubernetes.io/tls</c>.</param>
/// <param name="Data">What it holds, decoded from base64.</param>
internal sealed record SecretObject(ObjectMeta Meta, string Type, FrozenDictionary<string, byte[]> Data)
    : IKubernetesObject
{
    /// <summary>A value as text, without spaces and line breaks around it; null when it is not there.</summary>
    public string? Text(string name) =>
        Data.TryGetValue(name, out var bytes) ? System.Text.Encoding.UTF8.GetString(bytes).Trim() : null;

    public override string ToString() => $"Secret {Meta.Key}";
}
