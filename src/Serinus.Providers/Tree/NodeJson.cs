using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Serinus.Providers.Tree;

/// <summary>A tree as JSON, for what is read as JSON elsewhere, such as a manifest that an API server would send.</summary>
internal static class NodeJson
{
    /// <summary>The node as JSON. A key given twice keeps its first value.</summary>
    public static JsonElement ToJson(Node node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, node);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, Node node)
    {
        switch (node)
        {
            case MapNode map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries.DistinctBy(entry => entry.Key))
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case ScalarNode scalar:
                WriteScalar(writer, scalar);
                break;
            default:
                throw new InvalidOperationException($"no JSON for {node.GetType().Name}");
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, ScalarNode scalar)
    {
        if (scalar.Kind == ScalarKind.Null)
            writer.WriteNullValue();
        else if (scalar.Kind == ScalarKind.Boolean && bool.TryParse(scalar.Text, out var flag))
            writer.WriteBooleanValue(flag);
        else if (
            scalar.Kind == ScalarKind.Number
            && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
        )
            writer.WriteNumberValue(whole);
        else if (
            scalar.Kind == ScalarKind.Number
            && decimal.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        )
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(scalar.Text);
    }
}
