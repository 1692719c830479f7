using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Serinus.Control;
using Serinus.Orders;

namespace Serinus.Admin;

/// <summary>Takes orders of rollouts from the edge that plans them. Who gives one shows the fleet's token.</summary>
internal static class OrderApi
{
    // A hundred times what an order has.
    private const int BodyBytesMax = 64 * 1024;
    private const int OrdersMax = 20_000;
    private const string Tag = "fleet";

    public static void Map(IEndpointRouteBuilder app, EdgeStatus status)
    {
        app.MapPut(
                "/api/v1/orders/{**rollout}",
                (string rollout, HttpContext context) => PutAsync(status, rollout, context)
            )
            .WithSummary(
                "Takes an order of a rollout, or confirms the one that is held: its lease begins anew. Needs the token of fleet.tokenFile as Authorization: Bearer."
            )
            .WithTags(Tag)
            .Accepts<EdgeOrder>("application/json")
            .Produces<OrderAnswer>()
            .Produces<OrderAnswer>(StatusCodes.Status400BadRequest)
            .Produces<OrderAnswer>(StatusCodes.Status401Unauthorized)
            .Produces<OrderAnswer>(StatusCodes.Status403Forbidden)
            .Produces<OrderAnswer>(StatusCodes.Status409Conflict)
            .Produces<OrderAnswer>(StatusCodes.Status413PayloadTooLarge);
        app.MapDelete(
                "/api/v1/orders/{**rollout}",
                (string rollout, HttpContext context) => Delete(status, rollout, context)
            )
            .WithSummary(
                "Forgets the order of a rollout that is gone. Needs the token of fleet.tokenFile as Authorization: Bearer."
            )
            .WithTags(Tag)
            .Produces<OrderAnswer>()
            .Produces<OrderAnswer>(StatusCodes.Status401Unauthorized)
            .Produces<OrderAnswer>(StatusCodes.Status403Forbidden)
            .Produces<OrderAnswer>(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> PutAsync(EdgeStatus status, string rollout, HttpContext context)
    {
        if (Refusal(status, context) is { } refusal)
            return refusal;
        if (await BodyAsync(context) is not { } body)
            return Turned(context, StatusCodes.Status413PayloadTooLarge, $"an order has {BodyBytesMax} bytes at most");
        if (OrderJson.Read(body.Span, out var trouble) is not { } order)
            return Answer(StatusCodes.Status400BadRequest, 0, $"the body is no order: {trouble}");
        if (order.Overlay.Name != rollout)
            return Answer(StatusCodes.Status400BadRequest, 0, "the path and the order name two rollouts");
        var orders = status.Orders!;
        if (orders.Find(rollout) is null && orders.Count >= OrdersMax)
            return Answer(StatusCodes.Status400BadRequest, 0, $"there are {OrdersMax} orders already");
        var held = orders.Give(order);
        return held == order.Overlay.Generation
            ? Answer(StatusCodes.Status200OK, held, null)
            : Answer(
                StatusCodes.Status409Conflict,
                held,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"order {held} is held, which is later; give one of a higher generation"
                )
            );
    }

    private static JsonHttpResult<OrderAnswer> Delete(EdgeStatus status, string rollout, HttpContext context) =>
        Refusal(status, context)
        ?? (
            status.Orders!.Forget(rollout)
                ? Answer(StatusCodes.Status200OK, 0, null)
                : Answer(StatusCodes.Status404NotFound, 0, "no order of this rollout is held")
        );

    /// <summary>Why somebody may not order anything; null when he may. Told before anything of him is read.</summary>
    private static JsonHttpResult<OrderAnswer>? Refusal(EdgeStatus status, HttpContext context)
    {
        if (status.Token is not { } token || status.Orders is null)
            return Turned(
                context,
                StatusCodes.Status403Forbidden,
                "this edge takes no orders; set fleet.tokenFile to a file with the fleet's token"
            );
        if (token.IsShownBy(context.Request.Headers.Authorization))
            return null;
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"serinus\"";
        return Turned(
            context,
            StatusCodes.Status401Unauthorized,
            "show the token of fleet.tokenFile as Authorization: Bearer"
        );
    }

    /// <summary>Answers without having read the body: the connection cannot carry another request, and the client has to know that.</summary>
    private static JsonHttpResult<OrderAnswer> Turned(HttpContext context, int status, string error)
    {
        context.Response.Headers.Connection = "close";
        return Answer(status, 0, error);
    }

    /// <summary>The body; null when it is too long.</summary>
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = BodyBytesMax + 1;
        var body = new byte[BodyBytesMax + 1];
        try
        {
            var length = await context.Request.Body.ReadAtLeastAsync(
                body,
                body.Length,
                throwOnEndOfStream: false,
                context.RequestAborted
            );
            return length > BodyBytesMax ? null : body.AsMemory(0, length);
        }
        catch (BadHttpRequestException)
        {
            return null;
        }
    }

    private static JsonHttpResult<OrderAnswer> Answer(int status, long generation, string? error) =>
        TypedResults.Json(new OrderAnswer(generation, error), AdminJson.Default.OrderAnswer, statusCode: status);
}
