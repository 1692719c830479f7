using System.Collections.Immutable;
using System.Text;

namespace Serinus.Routing.Match;

/// <summary>All rules by host: exact, then wildcards from the longest, one for a single label before one for any, then any host. Knows routes by index alone, so it outlives a change of what serves them.</summary>
internal sealed class HostTable
{
    private readonly ByteTable<HostRules>? exact;
    private readonly ByteTable<HostRules>? oneLabelWildcards;
    private readonly ByteTable<HostRules>? wildcards;
    private readonly HostRules? any;

    private HostTable(Dictionary<HostKey, HostRules> byHost)
    {
        exact = Table(byHost.Where(pair => pair.Key is { Name.Length: > 0, IsWildcard: false }), skip: 0);
        // "*.example.com" is found under "example.com".
        oneLabelWildcards = Table(byHost.Where(pair => pair.Key.IsOneLabel), skip: 2);
        wildcards = Table(byHost.Where(pair => pair.Key is { IsWildcard: true, IsOneLabel: false }), skip: 2);
        any = byHost.GetValueOrDefault(HostKey.Any);
        Shadows = [.. byHost.SelectMany(pair => Shadow.Find(pair.Key.Name, pair.Value))];
    }

    /// <summary>Routes that take nothing on some host.</summary>
    public ImmutableArray<Shadow> Shadows { get; }

    /// <summary>Builds the table.</summary>
    /// <param name="candidates">The rules with the indexes of their routes.</param>
    public static HostTable Build(IReadOnlyCollection<Candidate> candidates)
    {
        var byHost = new Dictionary<HostKey, List<Candidate>>(candidates.Count);
        foreach (var candidate in candidates)
        {
            foreach (var host in HostKey.Of(candidate.Rule))
            {
                if (!byHost.TryGetValue(host, out var same))
                    byHost.Add(host, same = new List<Candidate>(1));
                same.Add(candidate);
            }
        }

        return new HostTable(byHost.ToDictionary(pair => pair.Key, pair => new HostRules(pair.Value)));
    }

    /// <summary>Index of the route that takes a request, or -1.</summary>
    public int Match(RequestHead head)
    {
        var host = head.Host;
        if (exact is not null && exact.TryGet(host, out var rules) && rules.Match(head) is >= 0 and var named)
            return named;
        if (oneLabelWildcards is not null && MatchOneLabel(head, host) is >= 0 and var beside)
            return beside;
        if (wildcards is not null)
        {
            foreach (var length in wildcards.Lengths)
            {
                if (IsBelow(host, length) && wildcards.TryGet(host[^length..], out rules))
                {
                    if (rules.Match(head) is >= 0 and var below)
                        return below;
                }
            }
        }

        return any is null ? -1 : any.Match(head);
    }

    /// <summary>The rules whose host and prefix a request has, in the order <see cref="Match"/> asks them, with the host each stands under.</summary>
    public IEnumerable<(string Host, Candidate Candidate)> Plausible(RequestHead head)
    {
        var host = head.Host.ToArray();
        var path = head.Path.ToArray();
        if (exact is not null && exact.TryGet(host, out var rules))
        {
            foreach (var candidate in rules.Plausible(path))
                yield return (Encoding.ASCII.GetString(host), candidate);
        }

        var dot = Array.IndexOf(host, (byte)'.');
        if (dot > 0 && oneLabelWildcards?.Find(host.AsSpan(dot + 1)) is { } oneLabel)
        {
            foreach (var candidate in oneLabel.Plausible(path))
                yield return ($"*.{Encoding.ASCII.GetString(host.AsSpan(dot + 1))}", candidate);
        }

        foreach (var length in wildcards?.Lengths ?? [])
        {
            if (!IsBelow(host, length) || !wildcards!.TryGet(host.AsSpan(host.Length - length), out rules))
                continue;
            foreach (var candidate in rules.Plausible(path))
                yield return ($"*.{Encoding.ASCII.GetString(host.AsSpan(host.Length - length))}", candidate);
        }

        foreach (var candidate in any?.Plausible(path) ?? [])
            yield return ("", candidate);
    }

    /// <summary>A star that stands for one label leaves one suffix to look for, the longest a host has.</summary>
    private int MatchOneLabel(RequestHead head, ReadOnlySpan<byte> host)
    {
        var dot = host.IndexOf((byte)'.');
        return dot > 0 && oneLabelWildcards!.TryGet(host[(dot + 1)..], out var rules) ? rules.Match(head) : -1;
    }

    /// <summary>Whether a host has one label or more before its last <paramref name="length"/> bytes.</summary>
    private static bool IsBelow(ReadOnlySpan<byte> host, int length) =>
        host.Length > length + 1 && host[^(length + 1)] == '.';

    private static ByteTable<HostRules>? Table(IEnumerable<KeyValuePair<HostKey, HostRules>> hosts, int skip)
    {
        var pairs = hosts
            .Select(pair => KeyValuePair.Create(Encoding.ASCII.GetBytes(pair.Key.Name[skip..]), pair.Value))
            .ToArray();
        return pairs.Length == 0 ? null : new ByteTable<HostRules>(pairs);
    }
}
