using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Files.Forms;
using Serinus.Providers.Files.Rollouts;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>
/// Turns the text of one file into config records. A bad object is left out alone and its name goes to
/// <see cref="Fragment.Unreadable"/>; where a name or a key of the file itself cannot be understood, nothing that was there before is taken away.
/// </summary>
internal sealed class FileTranslator
{
    private static readonly Fragment empty = new() { Provider = FileProvider.ProviderName };
    private static readonly ObjectId edgeId = new(ObjectId.Edge, "");
    private static readonly string[] allKinds =
    [
        ObjectId.Listener,
        ObjectId.Route,
        ObjectId.StreamRoute,
        ObjectId.Service,
        ObjectId.Certificate,
        ObjectId.Rollout,
        ObjectId.News,
        ObjectId.Edge,
    ];
    private readonly Reading reading;
    private readonly Fingerprint fingerprint = new();
    private readonly string path;
    private readonly FileTranslation? previous;
    private readonly Dictionary<UInt128, object> records = [];
    private readonly ImmutableArray<ObjectId>.Builder unreadable = ImmutableArray.CreateBuilder<ObjectId>();
    private readonly HashSet<string> doubtfulKinds = [];

    private readonly ImmutableArray<ListenerConfig>.Builder listeners = ImmutableArray.CreateBuilder<ListenerConfig>();
    private readonly ImmutableArray<RouteConfig>.Builder routes = ImmutableArray.CreateBuilder<RouteConfig>();
    private readonly ImmutableArray<ServiceConfig>.Builder services = ImmutableArray.CreateBuilder<ServiceConfig>();
    private readonly ImmutableArray<StreamRouteConfig>.Builder streamRoutes =
        ImmutableArray.CreateBuilder<StreamRouteConfig>();
    private readonly ImmutableArray<CertificateConfig>.Builder certificates =
        ImmutableArray.CreateBuilder<CertificateConfig>();
    private readonly ImmutableArray<RolloutConfig>.Builder rollouts = ImmutableArray.CreateBuilder<RolloutConfig>();
    private readonly ImmutableArray<NewsConfig>.Builder news = ImmutableArray.CreateBuilder<NewsConfig>();
    private MapNode? edgeEntries;

    private FileTranslator(string path, FileTranslation? previous)
    {
        this.path = path;
        this.previous = previous;
        reading = new Reading(path);
    }

    /// <summary>Translates <paramref name="source"/>; <paramref name="previous"/> is what the same file said before.</summary>
    public static FileTranslation Translate(SourceText source, FileTranslation? previous)
    {
        var parsed = source.IsToml ? TomlText.Parse(source.Text) : YamlText.Parse(source.Text);
        return parsed.Breakage is { } breakage
            ? Keep(source.Path, previous, breakage)
            : new FileTranslator(source.Path, previous).Translate(parsed.Documents);
    }

    /// <summary>The last translation of a file that cannot be read or parsed now, with the problem in place of its old ones.</summary>
    public static FileTranslation Keep(string path, FileTranslation? previous, Breakage breakage)
    {
        var kept =
            previous ?? new FileTranslation(path, empty, [], [], false, false, new Dictionary<UInt128, object>());
        return kept with { Parsed = false, Fragment = kept.Fragment with { Problems = [ProblemOf(path, breakage)] } };
    }

    /// <summary>The problem of a file, or a directory of files, that cannot be read.</summary>
    public static Problem ProblemOf(string path, Breakage breakage) =>
        new()
        {
            Object = FileProvider.FileId(path),
            Message = breakage.Message,
            Cure = breakage.Cure,
            Location = new Location(path, breakage.Line, breakage.Column),
        };

    private FileTranslation Translate(ImmutableArray<Node> documents)
    {
        foreach (var document in documents)
        {
            if (document is MapNode map)
                ReadDocument(map);
            else
                ReportNoMap(document);
        }

        var edge = edgeEntries is null
            ? null
            : ReadObject(edgeId, edgeEntries, Schema.Edge, (e, o) => e with { Origin = o });
        if (edge is null && edgeEntries is not null)
            unreadable.Add(edgeId);
        KeepWhatIsInDoubt();
        var fragment = empty with
        {
            Listeners = listeners.ToImmutable(),
            Routes = routes.ToImmutable(),
            StreamRoutes = streamRoutes.ToImmutable(),
            Services = services.ToImmutable(),
            Certificates = certificates.ToImmutable(),
            Edge = edge,
            Problems = reading.Problems,
            Unreadable = unreadable.ToImmutable(),
        };
        return new FileTranslation(
            path,
            fragment,
            rollouts.ToImmutable(),
            news.ToImmutable(),
            true,
            edge is not null || fragment.Unreadable.Contains(edgeId),
            records
        );
    }

    private void ReadDocument(MapNode document)
    {
        foreach (var entry in document.Entries)
        {
            if (document.Find(entry.Key) is { } first && !ReferenceEquals(first, entry))
            {
                reading.Begin(FileProvider.FileId(path));
                reading.ReportTwice(entry, first.Line, "");
                Doubt(allKinds);
                continue;
            }

            switch (entry.Key)
            {
                case "listeners":
                    ReadObjects(entry, ObjectId.Listener, Schema.Listener, listeners, (l, o) => l with { Origin = o });
                    break;
                case "routes":
                    ReadObjects(entry, ObjectId.Route, Schema.Route, routes, (r, o) => r with { Origin = o });
                    break;
                case "services":
                    ReadObjects(entry, ObjectId.Service, Schema.Service, services, (s, o) => s with { Origin = o });
                    break;
                case "streamRoutes":
                    ReadObjects(
                        entry,
                        ObjectId.StreamRoute,
                        Schema.StreamRoute,
                        streamRoutes,
                        (r, o) => r with { Origin = o }
                    );
                    break;
                case "certificates":
                    ReadObjects(
                        entry,
                        ObjectId.Certificate,
                        TlsSchema.Certificate,
                        certificates,
                        (c, o) => c with { Origin = o }
                    );
                    break;
                case "rollouts":
                    ReadObjects(entry, ObjectId.Rollout, RolloutSchema.Form, rollouts, (r, o) => r with { Origin = o });
                    break;
                case "news":
                    ReadObjects(entry, ObjectId.News, NewsSchema.Form, news, (n, o) => n with { Origin = o });
                    break;
                default:
                    ReadOther(entry);
                    break;
            }
        }
    }

    private void ReadOther(MapEntry entry)
    {
        if (Schema.Edge.Knows(entry.Key))
        {
            edgeEntries ??= new MapNode(entry.Line, entry.Column);
            edgeEntries.Add(entry);
            return;
        }

        reading.Begin(FileProvider.FileId(path));
        reading.ReportUnknown(entry, "", [.. FileSchema.Form.Fields.Select(f => f.Key)]);
        // The key may be any of the known ones with a typing error: nothing that was there before is taken away.
        Doubt(allKinds);
    }

    private void ReadObjects<T>(
        MapEntry section,
        string kind,
        MapForm<T> form,
        ImmutableArray<T>.Builder objects,
        Func<T, Origin, T> place
    )
        where T : class
    {
        if (section.Value is ScalarNode { Kind: ScalarKind.Null })
            return; // A key whose items are all commented out.
        if (section.Value is not ListNode list)
        {
            reading.Begin(FileProvider.FileId(path));
            reading.Report(
                section.Value,
                section.Key,
                $"{section.Value.Words} stands where a list is wanted",
                $"write each of the {section.Key} as a list item: - name: …"
            );
            Doubt(kind);
            return;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            var name = NameOf(list.Items[i]);
            if (name is null)
                Doubt(kind);
            var shown = name ?? string.Create(CultureInfo.InvariantCulture, $"#{i + 1}");
            var read = ReadObject(new ObjectId(kind, shown), list.Items[i], form, place);
            if (read is not null)
                objects.Add(read);
            else if (name is not null)
                unreadable.Add(new ObjectId(kind, name));
        }
    }

    private T? ReadObject<T>(ObjectId id, Node node, MapForm<T> form, Func<T, Origin, T> place)
        where T : class
    {
        var print = fingerprint.Of(id.Kind, node);
        if (previous?.Records.TryGetValue(print, out var known) == true)
        {
            records[print] = known;
            return (T)known;
        }

        reading.Begin(id);
        reading.Place("", node);
        var read = form.Read(node, "", reading);
        if (reading.Failed)
            return null;

        var placed = place(read, reading.Origin());
        records[print] = placed;
        return placed;
    }

    private static string? NameOf(Node node) =>
        (node as MapNode)?.Find("name")?.Value is ScalarNode { Kind: not ScalarKind.Null, Text: { Length: > 0 } name }
            ? name
            : null;

    private void ReportNoMap(Node document)
    {
        reading.Begin(FileProvider.FileId(path));
        reading.Report(
            document,
            "",
            $"{document.Words} stands where the configuration is wanted",
            "write listeners, routes and services as keys of a map"
        );
        Doubt(allKinds);
    }

    private void Doubt(params ReadOnlySpan<string> kinds)
    {
        foreach (var kind in kinds)
            doubtfulKinds.Add(kind);
    }

    /// <summary>Where something without a readable name may be any of the objects that were there before, those stay.</summary>
    private void KeepWhatIsInDoubt()
    {
        if (previous is null || doubtfulKinds.Count == 0)
            return;
        var present = Names(
                empty with
                {
                    Listeners = listeners.ToImmutable(),
                    Routes = routes.ToImmutable(),
                    StreamRoutes = streamRoutes.ToImmutable(),
                    Services = services.ToImmutable(),
                    Certificates = certificates.ToImmutable(),
                },
                rollouts,
                news
            )
            .Concat(unreadable)
            .ToHashSet();
        if (edgeEntries is not null)
            present.Add(edgeId);
        var before = previous.Fragment;
        var was = Names(before, previous.Rollouts, previous.News).Concat(before.Unreadable);
        if (previous.EdgeGiven)
            was = was.Append(edgeId);
        foreach (var id in was)
        {
            if (doubtfulKinds.Contains(id.Kind) && present.Add(id))
                unreadable.Add(id);
        }
    }

    private static IEnumerable<ObjectId> Names(
        Fragment fragment,
        IEnumerable<RolloutConfig> rollouts,
        IEnumerable<NewsConfig> news
    ) =>
        [
            .. fragment.Listeners.Select(l => new ObjectId(ObjectId.Listener, l.Name)),
            .. fragment.Routes.Select(r => new ObjectId(ObjectId.Route, r.Name)),
            .. fragment.StreamRoutes.Select(r => new ObjectId(ObjectId.StreamRoute, r.Name)),
            .. fragment.Services.Select(s => new ObjectId(ObjectId.Service, s.Name)),
            .. fragment.Certificates.Select(c => new ObjectId(ObjectId.Certificate, c.Name)),
            .. rollouts.Select(r => new ObjectId(ObjectId.Rollout, r.Spec.Name)),
            .. news.Select(n => new ObjectId(ObjectId.News, n.Alert.Name)),
        ];
}
