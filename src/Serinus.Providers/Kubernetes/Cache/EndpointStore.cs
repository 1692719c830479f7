using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>
/// Where Services are served, put together from their slices. Written by informers, under a lock; read by anybody, as one immutable
/// map. What is known of a Service keeps its instance as long as it says the same.
/// </summary>
/// <param name="changed">Told after every change.</param>
internal sealed class EndpointStore(Action changed) : IStore<EndpointPiece>
{
    private readonly Lock writing = new();
    private readonly Dictionary<ObjectKey, EndpointPiece> pieces = [];
    private readonly Dictionary<ObjectKey, SortedSet<string>> piecesOfService = [];
    private volatile ImmutableDictionary<ObjectKey, ServiceEndpoints> items = ImmutableDictionary<
        ObjectKey,
        ServiceEndpoints
    >.Empty;

    public ImmutableDictionary<ObjectKey, ServiceEndpoints> Items => items;

    public void Replace(string ns, IReadOnlyCollection<EndpointPiece> all) =>
        Change(touched =>
        {
            var keys = all.Select(piece => piece.Meta.Key).ToHashSet();
            var gone = pieces.Keys.Where(key => (ns.Length == 0 || key.Namespace == ns) && !keys.Contains(key));
            foreach (var key in gone.ToArray())
                Forget(key, touched);
            foreach (var piece in all)
                Keep(piece, touched);
        });

    public void Put(EndpointPiece item) => Change(touched => Keep(item, touched));

    public void Remove(ObjectKey key) => Change(touched => Forget(key, touched));

    private void Change(Action<HashSet<ObjectKey>> change)
    {
        lock (writing)
        {
            var touched = new HashSet<ObjectKey>();
            change(touched);
            var before = items;
            var after = before.ToBuilder();
            foreach (var service in touched)
                PutTogether(service, after);
            items = after.ToImmutable();
            if (ReferenceEquals(before, items))
                return;
        }

        changed();
    }

    private void Keep(EndpointPiece piece, HashSet<ObjectKey> touched)
    {
        if (pieces.TryGetValue(piece.Meta.Key, out var known))
        {
            if (known.Service == piece.Service && EndpointPiece.SayTheSame(known.Groups, piece.Groups))
                return;
            Forget(piece.Meta.Key, touched);
        }

        if (piece.Service is not { } name)
            return;
        var service = new ObjectKey(piece.Meta.Key.Namespace, name);
        pieces[piece.Meta.Key] = piece;
        if (!piecesOfService.TryGetValue(service, out var names))
            piecesOfService[service] = names = new SortedSet<string>(StringComparer.Ordinal);
        names.Add(piece.Meta.Key.Name);
        touched.Add(service);
    }

    private void Forget(ObjectKey key, HashSet<ObjectKey> touched)
    {
        if (!pieces.Remove(key, out var piece))
            return;
        var service = new ObjectKey(key.Namespace, piece.Service!);
        touched.Add(service);
        var names = piecesOfService[service];
        names.Remove(key.Name);
        if (names.Count == 0)
            piecesOfService.Remove(service);
    }

    private void PutTogether(ObjectKey service, ImmutableDictionary<ObjectKey, ServiceEndpoints>.Builder after)
    {
        if (!piecesOfService.TryGetValue(service, out var names))
        {
            after.Remove(service);
            return;
        }

        ImmutableArray<EndpointGroup> groups =
        [
            .. names.SelectMany(name => pieces[service with { Name = name }].Groups),
        ];
        if (!after.TryGetValue(service, out var known) || !EndpointPiece.SayTheSame(known.Groups, groups))
            after[service] = new ServiceEndpoints(groups);
    }
}
