using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Serinus.Routing.Config;

namespace Serinus.Orders;

/// <summary>Orders and readings as JSON, between edges and in files. Strict: what it does not know is refused; what is left out is as in a new order.</summary>
public static class OrderJson
{
    // Not made at build time: serializers that are set members that were left out to 0 and null, whatever their records begin with.
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>An order as bytes.</summary>
    public static byte[] Write(EdgeOrder order) => JsonSerializer.SerializeToUtf8Bytes(order, options);

    /// <summary>Orders as text.</summary>
    public static string Write(ImmutableArray<EdgeOrder> orders) => JsonSerializer.Serialize(orders, options);

    /// <summary>Reads an order that somebody sent; null when it is none.</summary>
    /// <param name="json">The text.</param>
    /// <param name="trouble">What is wrong with it; empty when nothing is.</param>
    public static EdgeOrder? Read(ReadOnlySpan<byte> json, out string trouble)
    {
        trouble = "";
        try
        {
            var order = JsonSerializer.Deserialize<EdgeOrder>(json, options);
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

    /// <summary>Reads what an edge says of itself.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    public static EdgeReading ReadReading(ReadOnlySpan<byte> json)
    {
        var reading = JsonSerializer.Deserialize<EdgeReading>(json, options);
        return reading is not null && IsWhole(reading) ? reading : throw new JsonException("a list is null");
    }

    /// <summary>Whether no list is null: JSON can say so, and nothing else.</summary>
    private static bool IsWhole(OverlayConfig overlay) =>
        overlay is { Routes.IsDefault: false, Match.IsDefault: false, DurationEdges.IsDefault: false }
        && overlay.Routes.All(route => route is not null)
        && overlay.Match.All(match =>
            match is { Headers.IsDefault: false, Cookies.IsDefault: false }
            && match.Headers.Concat(match.Cookies).All(value => value is { Name: not null, Value: not null })
        );

    private static bool IsWhole(EdgeReading reading) =>
        !reading.Rollouts.IsDefault
        && reading.Rollouts.All(rollout =>
            rollout is { Routes.IsDefault: false } && rollout.Routes.All(route => route is not null && IsWhole(route))
        );

    private static bool IsWhole(RouteReading route) =>
        !route.Edges.IsDefault && !route.Stable.Durations.IsDefault && !route.Canary.Durations.IsDefault;
}
