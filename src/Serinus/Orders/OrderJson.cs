using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serinus.Routing.Config;

namespace Serinus.Orders;

/// <summary>Orders and readings as JSON, between edges and in files. Strict: what it does not know is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    MaxDepth = 16
)]
[JsonSerializable(typeof(EdgeOrder))]
[JsonSerializable(typeof(ImmutableArray<EdgeOrder>))]
[JsonSerializable(typeof(EdgeReading))]
public sealed partial class OrderJson : JsonSerializerContext
{
    /// <summary>Reads an order that somebody sent.</summary>
    /// <param name="json">The text.</param>
    /// <param name="trouble">What is wrong with it; empty when nothing is.</param>
    public static EdgeOrder? Read(ReadOnlySpan<byte> json, out string trouble)
    {
        trouble = "";
        try
        {
            var order = JsonSerializer.Deserialize(json, Default.EdgeOrder);
            if (order is not null && IsWhole(order.Overlay))
                return order;
            trouble = "a list is null";
        }
        catch (JsonException bad)
        {
            trouble = bad.Message;
        }

        return null;
    }

    /// <summary>Whether no list is null: JSON can say so, and nothing else.</summary>
    private static bool IsWhole(OverlayConfig overlay) =>
        overlay is { Routes.IsDefault: false, Match.IsDefault: false, DurationEdges.IsDefault: false }
        && overlay.Routes.All(route => route is not null)
        && overlay.Match.All(match =>
            match is { Headers.IsDefault: false, Cookies.IsDefault: false }
            && match.Headers.Concat(match.Cookies).All(value => value is { Name: not null, Value: not null })
        );
}
