using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Turns what providers say into what is served.</summary>
public static class Compiler
{
    private const int SigningKeyBytesMin = 32;

    /// <summary>
    /// Compiles fragments. A bad object is left out alone, with a problem, and its last good version in <paramref name="previous"/> stays.
    /// Objects that did not change (the same config instance) are taken over from <paramref name="previous"/> as they are.
    /// </summary>
    /// <param name="fragments">One per provider; of two objects of the same kind and name the first wins.</param>
    /// <param name="previous">The snapshot served now, or null.</param>
    /// <param name="signingKey">Signs cohort cookies and keys those of sessions; 32 bytes or more.</param>
    public static CompileResult Compile(
        ImmutableArray<Fragment> fragments,
        Snapshot? previous,
        ReadOnlyMemory<byte> signingKey
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signingKey.Length, SigningKeyBytesMin);
        var problems = new List<Problem>(fragments.SelectMany(fragment => fragment.Problems));
        var unreadable = fragments.SelectMany(fragment => fragment.Unreadable).ToImmutableArray();
        var keyId = Convert.ToHexStringLower(SHA256.HashData(signingKey.Span));
        var isKeyNew = keyId != previous?.SigningKeyId;
        var last = previous?.Names ?? SnapshotNames.None;

        var edge = EdgeOf(fragments, previous, unreadable, problems);
        var listeners = new ListenerCompiler().Compile(
            fragments.SelectMany(fragment => fragment.Listeners),
            last.Listeners,
            unreadable,
            problems
        );
        var services = new ServiceCompiler(signingKey, isKeyNew).Compile(
            fragments.SelectMany(fragment => fragment.Services),
            last.Services,
            unreadable,
            problems
        );
        var overlays = new OverlayCompiler().Compile(
            fragments.SelectMany(fragment => fragment.Overlays),
            last.Overlays,
            unreadable,
            problems
        );
        var finder = new OverlayFinder(overlays.Served);
        var routes = new RouteCompiler(services, finder, signingKey, isKeyNew).Compile(
            fragments.SelectMany(fragment => fragment.Routes),
            last.Routes,
            unreadable,
            problems
        );
        var streamRoutes = new StreamRouteCompiler(services, listeners).Compile(
            fragments.SelectMany(fragment => fragment.StreamRoutes),
            last.StreamRoutes,
            unreadable,
            problems
        );
        var certificates = new CertificateCompiler().Compile(
            fragments.SelectMany(fragment => fragment.Certificates),
            last.Certificates,
            unreadable,
            problems
        );
        var table = RouteTable.Build(routes.Served, listeners.Served, previous?.Table);
        var streamTable = StreamTable.Build(streamRoutes.Served, listeners.Served);
        var names = new SnapshotNames(listeners, services, routes, streamRoutes, certificates, overlays);
        problems.AddRange(new ReferenceChecks(names).Check(table, streamTable));
        problems.AddRange(new OverlayReferences(names, finder).Check());

        var isTrustedGood = NetworkSet.TryParse(edge.TrustedNetworks, out var trusted, out _);
        Debug.Assert(isTrustedGood, "Networks are checked with the edge's settings.");
        var snapshot = new Snapshot
        {
            Generation = (previous?.Generation ?? 0) + 1,
            Listeners = listeners.Served,
            Routes = routes.Served,
            Services = services.Served,
            Certificates = certificates.Served,
            Overlays = overlays.Served,
            Table = table,
            StreamRoutes = streamRoutes.Served,
            StreamTable = streamTable,
            Edge = edge,
            Trusted = trusted,
            Names = names,
            SigningKeyId = keyId,
        };
        return new CompileResult(snapshot, [.. problems]);
    }

    /// <summary>Settings of the whole edge: the first fragment's that carries some, else the last good ones if they could not be read, else the defaults.</summary>
    private static EdgeConfig EdgeOf(
        ImmutableArray<Fragment> fragments,
        Snapshot? previous,
        ImmutableArray<ObjectId> unreadable,
        List<Problem> problems
    )
    {
        var lastGood = previous?.Edge ?? new EdgeConfig();
        EdgeConfig? edge = null;
        foreach (var fragment in fragments)
        {
            if (fragment.Edge is not { } settings)
                continue;
            var report = new ObjectReport(new ObjectId(ObjectId.Edge, ""), settings.Origin);
            if (edge is not null)
                report.Error(
                    "",
                    $"provider {fragment.Provider} sets the edge's settings a second time",
                    "keep them in one place"
                );
            else
                EdgeChecks.Check(settings, report);
            problems.AddRange(report.Problems);
            edge ??= report.HasErrors ? lastGood : settings;
        }

        return edge ?? (unreadable.Any(id => id.Kind == ObjectId.Edge) ? lastGood : new EdgeConfig());
    }
}
