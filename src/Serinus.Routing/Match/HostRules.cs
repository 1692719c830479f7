using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Routing.Match;

/// <summary>The rules of one host: by exact path, then by longest prefix, then by regular expression.</summary>
internal sealed class HostRules
{
    private readonly ByteTable<Candidate[]>? exact;
    private readonly ByteTable<Candidate[]>? prefixes;
    private readonly MixedPrefixes? mixed;
    private readonly Candidate[] root;
    private readonly Candidate[] patterns;

    /// <summary>Puts the rules of a host in their places, each place in the order of precedence.</summary>
    public HostRules(List<Candidate> candidates)
    {
        exact = Table(At(candidates, Place.Exact));
        prefixes = Table(At(candidates, Place.Prefix));
        if (Table(At(candidates, Place.StringPrefix)) is { } anywhere)
            (mixed, prefixes) = (new MixedPrefixes(prefixes, anywhere), null);
        root = Sorted(At(candidates, Place.Root));
        patterns = Sorted(At(candidates, Place.Pattern));
    }

    private enum Place
    {
        Exact,
        Prefix,
        StringPrefix,
        Root,
        Pattern,
    }

    /// <summary>Index of the route that takes a request of this host, or -1.</summary>
    public int Match(RequestHead head)
    {
        var path = head.Path;
        if (
            exact is not null
            && exact.TryGet(path, out var candidates)
            && First(candidates, head) is >= 0 and var whole
        )
            return whole;
        if (prefixes is not null)
        {
            foreach (var length in prefixes.Lengths)
            {
                if (EndsSegment(path, length) && prefixes.TryGet(path[..length], out candidates))
                {
                    if (First(candidates, head) is >= 0 and var below)
                        return below;
                }
            }
        }

        if (mixed is not null && mixed.Match(head) is >= 0 and var begun)
            return begun;
        return First(root, head) is >= 0 and var any ? any : First(patterns, head);
    }

    /// <summary>The rules whose host and prefix a path has, in the order <see cref="Match"/> asks them.</summary>
    /// <param name="path">The path of a request.</param>
    public IEnumerable<Candidate> Plausible(byte[] path)
    {
        IEnumerable<Candidate> found = [];
        if (exact is not null && exact.TryGet(path, out var candidates))
            found = candidates;
        foreach (var length in prefixes?.Lengths ?? [])
        {
            if (EndsSegment(path, length) && prefixes!.TryGet(path.AsSpan(0, length), out candidates))
                found = found.Concat(candidates);
        }

        return found.Concat(mixed?.Plausible(path) ?? []).Concat(root).Concat(patterns);
    }

    /// <summary>The rules of each place: all that share the host and, but for patterns, the path.</summary>
    public IEnumerable<Candidate[]> Places() =>
        [.. exact?.Values ?? [], .. prefixes?.Values ?? [], .. mixed?.Values ?? [], root, patterns];

    /// <summary>Route of the first of some rules that takes a request, or -1.</summary>
    public static int First(Candidate[] candidates, RequestHead head)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.Takes(head))
                return candidate.Route;
        }

        return -1;
    }

    /// <summary>
    /// A semicolon ends a prefix too: many servers take what follows for a parameter of the segment (RFC 3986 §3.3) and
    /// serve <c>/admin;x</c> as <c>/admin</c>, which must not slip past the route of <c>/admin</c>.
    /// </summary>
    public static bool EndsSegment(ReadOnlySpan<byte> path, int length) =>
        length == path.Length || (length < path.Length && path[length] is (byte)'/' or (byte)';');

    private static Place PlaceOf(PathConfig? path) =>
        path switch
        {
            null => Place.Root,
            { Kind: PathKind.Exact } => Place.Exact,
            { Kind: PathKind.Prefix } => Place.Prefix,
            { Kind: PathKind.StringPrefix } => Place.StringPrefix,
            _ => Place.Pattern,
        };

    private static Candidate[] At(List<Candidate> candidates, Place place) =>
        candidates.Exists(candidate => PlaceOf(candidate.Rule.Path) == place)
            ? [.. candidates.Where(candidate => PlaceOf(candidate.Rule.Path) == place)]
            : [];

    private static ByteTable<Candidate[]>? Table(Candidate[] candidates)
    {
        if (candidates.Length == 0)
            return null;
        var byPath = candidates
            .GroupBy(candidate => candidate.Rule.Path!.Value, StringComparer.Ordinal)
            .Select(group => KeyValuePair.Create(Encoding.UTF8.GetBytes(group.Key), Sorted([.. group])))
            .ToArray();
        return new ByteTable<Candidate[]>(byPath);
    }

    private static Candidate[] Sorted(Candidate[] candidates)
    {
        Array.Sort(candidates, (left, right) => RouteRule.Compare(left.Rule, right.Rule));
        return candidates;
    }
}
