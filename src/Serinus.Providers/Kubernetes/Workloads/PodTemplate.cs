using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>What is read of a pod template: what distinguishes it from another, and the configuration it uses.</summary>
internal static class PodTemplate
{
    /// <summary>Label of no node, by which a DaemonSet is kept from running anywhere.</summary>
    public const string NoNode = "serinus.dev/scale-to-zero";

    private const int HashDigits = 10;

    private static readonly string[] containerLists = ["initContainers", "containers", "ephemeralContainers"];

    /// <summary>A hash of all it says but for what a rollout itself writes into it.</summary>
    public static string Hash(JsonElement? template)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            WriteSorted(writer, template, "");
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))[..HashDigits];
    }

    /// <summary>A hash of what its pods run, whatever they are called and labelled.</summary>
    public static string SpecHash(JsonElement? template)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            WriteSorted(writer, template.Field("spec"), "/spec");
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan))[..HashDigits];
    }

    /// <summary>The ConfigMaps and Secrets it uses, each once; it is optional where every use is.</summary>
    public static ImmutableArray<ConfigReference> Configs(JsonElement? template) =>
        [
            .. All(template.Field("spec"))
                .Where(reference => reference.Name.Length > 0)
                .GroupBy(reference => (reference.IsSecret, reference.Name))
                .Select(uses => uses.First() with { IsOptional = uses.All(use => use.IsOptional) })
                .OrderBy(reference => reference.ToString(), StringComparer.Ordinal),
        ];

    private static IEnumerable<ConfigReference> All(JsonElement? spec)
    {
        foreach (var volume in spec.Items("volumes"))
        {
            foreach (var used in OfVolume(volume))
                yield return used;
            foreach (var source in volume.Field("projected").Items("sources"))
            {
                foreach (var used in OfVolume(source))
                    yield return used;
            }
        }

        foreach (var container in containerLists.SelectMany(list => spec.Items(list)))
        {
            foreach (var variable in container.Items("env"))
            {
                var from = variable.Field("valueFrom");
                foreach (var used in Of(from.Field("configMapKeyRef"), from.Field("secretKeyRef"), "name"))
                    yield return used;
            }

            foreach (var from in container.Items("envFrom"))
            {
                foreach (var used in Of(from.Field("configMapRef"), from.Field("secretRef"), "name"))
                    yield return used;
            }
        }
    }

    // Volumes name their Secret secretName, sources of projected volumes name it name.
    private static IEnumerable<ConfigReference> OfVolume(JsonElement? volume) =>
        Of(
            volume.Field("configMap"),
            volume.Field("secret"),
            volume.Field("secret").Text("name") is null ? "secretName" : "name"
        );

    private static IEnumerable<ConfigReference> Of(JsonElement? configMap, JsonElement? secret, string secretName)
    {
        if (configMap is not null)
            yield return new ConfigReference(false, configMap.Text("name") ?? "", configMap.Flag("optional") ?? false);
        if (secret is not null)
            yield return new ConfigReference(true, secret.Text(secretName) ?? "", secret.Flag("optional") ?? false);
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement? value, string path)
    {
        switch (value?.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (
                    var property in value
                        .Value.EnumerateObject()
                        .Where(property => !IsOurs(path, property))
                        .OrderBy(property => property.Name, StringComparer.Ordinal)
                )
                {
                    writer.WritePropertyName(property.Name);
                    WriteSorted(writer, property.Value, $"{path}/{property.Name}");
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.Value.EnumerateArray())
                    WriteSorted(writer, item, $"{path}[]");
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                value.Value.WriteTo(writer);
                break;
        }
    }

    private static bool IsOurs(string path, JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.Null
        || (path, property.Name) is ("/metadata", "creationTimestamp") or ("/spec/nodeSelector", NoNode)
        // A node selector of nothing else was not there before.
        || (
            (path, property.Name) is ("/spec", "nodeSelector")
            && property.Value.ValueKind == JsonValueKind.Object
            && property.Value.EnumerateObject().All(label => label.Name == NoNode)
        );
}
