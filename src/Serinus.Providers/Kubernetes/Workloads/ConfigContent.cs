using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>What a ConfigMap or Secret holds.</summary>
internal static class ConfigContent
{
    // The first eight bytes, as Flagger shows them.
    private const int HashDigits = 16;

    private static readonly string[] parts = ["data", "binaryData"];

    /// <summary>A hash of what it holds: texts and bytes, each with its key.</summary>
    public static string Hash(JsonElement json)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            foreach (
                var (key, value) in ((JsonElement?)json).TextMap(part).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            )
                hash.AppendData(Encoding.UTF8.GetBytes($"{part}\0{key}\0{value.Length}\0{value}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits];
    }

    /// <summary>A copy of it under another name.</summary>
    /// <param name="json">What is copied.</param>
    /// <param name="isSecret">Whether it is a Secret.</param>
    /// <param name="name">Name of the copy.</param>
    /// <param name="owner">Owner reference.</param>
    /// <param name="hash">Its hash.</param>
    public static JsonObject Copy(JsonElement json, bool isSecret, string name, JsonObject owner, string hash)
    {
        var copy = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = isSecret ? "Secret" : "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = ObjectReader.Meta(json).Key.Namespace,
                ["annotations"] = new JsonObject { [ConfigMark.ContentAnnotation] = hash },
                ["ownerReferences"] = new JsonArray(owner),
            },
        };
        foreach (var part in parts)
        {
            if (json.Field(part) is { } held)
                copy[part] = JsonNode.Parse(held.GetRawText());
        }

        if (isSecret && ((JsonElement?)json).Text("type") is { } type)
            copy["type"] = type;
        return copy;
    }
}
