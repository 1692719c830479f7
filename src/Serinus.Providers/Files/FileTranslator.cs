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
    private readonly Reading reading;
    private readonly Fingerprint fingerprint = new();
    private readonly string path;
    private readonly FileTranslation? previous;
    private readonly Dictionary<UInt128, object> records = [];
    private readonly ImmutableArray<ObjectId>.Builder unreadable = ImmutableArray.CreateBuilder<ObjectId>();
    private readonly HashSet<string> doubtfulKinds = [];

    private readonly FileSection<ListenerConfig> listeners = new(
        "listeners",
        ObjectId.Listener,
        Schema.Listener,
        l => l.Name,
        (l, o) => l with { Origin = o }
    );
    private readonly FileSection<RouteConfig> routes = new(
        "routes",
        ObjectId.Route,
        Schema.Route,
        r => r.Name,
        (r, o) => r with { Origin = o }
    );
    private readonly FileSection<StreamRouteConfig> streamRoutes = new(
        "streamRoutes",
        ObjectId.StreamRoute,
        Schema.StreamRoute,
        r => r.Name,
        (r, o) => r with { Origin = o }
    );
    private readonly FileSection<ServiceConfig> services = new(
        "services",
        ObjectId.Service,
        Schema.Service,
        s => s.Name,
        (s, o) => s with { Origin = o }
    );
    private readonly FileSection<CertificateConfig> certificates = new(
        "certificates",
        ObjectId.Certificate,
        TlsSchema.Certificate,
        c => c.Name,
        (c, o) => c with { Origin = o }
    );
    private readonly FileSection<RolloutConfig> rollouts = new(
        "rollouts",
        ObjectId.Rollout,
        RolloutSchema.Form,
        r => r.Spec.Name,
        (r, o) => r with { Origin = o }
    );
    private readonly FileSection<NewsConfig> news = new(
        "news",
        ObjectId.News,
        NewsSchema.Form,
        n => n.Alert.Name,
        (n, o) => n with { Origin = o }
    );
    private readonly FileSection[] sections;
    private MapNode? edgeEntries;

    private FileTranslator(string path, FileTranslation? previous)
    {
        this.path = path;
        this.previous = previous;
        reading = new Reading(path);
        sections = [listeners, routes, streamRoutes, services, certificates, rollouts, news];
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
            previous ?? new FileTranslation(path, empty, [], [], [], false, false, new Dictionary<UInt128, object>());
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
            Listeners = listeners.Objects,
            Routes = routes.Objects,
            StreamRoutes = streamRoutes.Objects,
            Services = services.Objects,
            Certificates = certificates.Objects,
            Edge = edge,
            Problems = reading.Problems,
            Unreadable = unreadable.ToImmutable(),
        };
        return new FileTranslation(
            path,
            fragment,
            rollouts.Objects,
            news.Objects,
            [.. sections.SelectMany(section => section.Ids)],
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
                DoubtAll();
                continue;
            }

            if (sections.FirstOrDefault(section => section.Key == entry.Key) is { } section)
                section.Read(this, entry);
            else
                ReadOther(entry);
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
        DoubtAll();
    }

    /// <summary>Reads the objects of a section.</summary>
    public void ReadObjects<T>(MapEntry entry, FileSection<T> section)
        where T : class
    {
        if (entry.Value is ScalarNode { Kind: ScalarKind.Null })
            return; // A key whose items are all commented out.
        if (entry.Value is not ListNode list)
        {
            reading.Begin(FileProvider.FileId(path));
            reading.Report(
                entry.Value,
                section.Key,
                $"{entry.Value.Words} stands where a list is wanted",
                $"write each of the {section.Key} as a list item: - name: …"
            );
            doubtfulKinds.Add(section.Kind);
            return;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            var name = NameOf(list.Items[i]);
            if (name is null)
                doubtfulKinds.Add(section.Kind);
            var shown = name ?? string.Create(CultureInfo.InvariantCulture, $"#{i + 1}");
            var read = ReadObject(new ObjectId(section.Kind, shown), list.Items[i], section.Form, section.Place);
            if (read is not null)
                section.Add(read);
            else if (name is not null)
                unreadable.Add(new ObjectId(section.Kind, name));
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
        DoubtAll();
    }

    private void DoubtAll()
    {
        doubtfulKinds.UnionWith(sections.Select(section => section.Kind));
        doubtfulKinds.Add(ObjectId.Edge);
    }

    /// <summary>Where something without a readable name may be any of the objects that were there before, those stay.</summary>
    private void KeepWhatIsInDoubt()
    {
        if (previous is null || doubtfulKinds.Count == 0)
            return;
        var present = sections.SelectMany(section => section.Ids).Concat(unreadable).ToHashSet();
        if (edgeEntries is not null)
            present.Add(edgeId);
        var was = previous.Listed.Concat(previous.Fragment.Unreadable);
        if (previous.EdgeGiven)
            was = was.Append(edgeId);
        foreach (var id in was)
        {
            if (doubtfulKinds.Contains(id.Kind) && present.Add(id))
                unreadable.Add(id);
        }
    }
}
