using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>A part of what serves a Service: an EndpointSlice, or an Endpoints object, which is all of it.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Service">Name of the Service; null when it belongs to none.</param>
/// <param name="Groups">Its addresses.</param>
internal sealed record EndpointPiece(ObjectMeta Meta, string? Service, ImmutableArray<EndpointGroup> Groups)
    : IKubernetesObject
{
    public static EndpointPiece OfSlice(JsonElement json)
    {
        var meta = ObjectReader.Meta(json);
        return new EndpointPiece(meta, ObjectReader.ServiceOfSlice(meta), [ObjectReader.EndpointSlice(json)]);
    }

    public static EndpointPiece OfEndpoints(JsonElement json)
    {
        var meta = ObjectReader.Meta(json);
        return new EndpointPiece(meta, meta.Key.Name, ObjectReader.Endpoints(json));
    }

    /// <summary>Whether two say the same, whatever their metadata: leaders of old renew annotations of Endpoints every other second.</summary>
    public static bool SayTheSame(ImmutableArray<EndpointGroup> one, ImmutableArray<EndpointGroup> other) =>
        one.Length == other.Length
        && one.Zip(other)
            .All(pair =>
                pair.First.Ports.AsSpan().SequenceEqual(pair.Second.Ports.AsSpan())
                && pair.First.Addresses.AsSpan().SequenceEqual(pair.Second.Addresses.AsSpan())
            );
}
