using System.Collections.Immutable;
using Serinus.Providers.Files.Forms;
using Serinus.Providers.Files.Rollouts;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>The keys of a whole file.</summary>
internal static class FileSchema
{
    /// <summary>The whole file, for the reference: what it lists, then the keys of the edge.</summary>
    public static readonly IMapForm Form = new MapForm<EdgeConfig>(
        "the file",
        () => Schema.DefaultEdge with { },
        documentation: "What it listens on, which requests go where, and settings of the whole edge; those stand in one file of a directory only."
    )
        .Add(Section("listeners", Schema.Listener, Of(nameof(Fragment.Listeners))))
        .Add(Section("routes", Schema.Route, Of(nameof(Fragment.Routes))))
        .Add(Section("streamRoutes", Schema.StreamRoute, Of(nameof(Fragment.StreamRoutes))))
        .Add(Section("certificates", TlsSchema.Certificate, Of(nameof(Fragment.Certificates))))
        .Add(Section("services", Schema.Service, Of(nameof(Fragment.Services))))
        .Add(
            Section(
                "rollouts",
                RolloutSchema.Form,
                "Which backends are moved from 1 % to everybody, in which steps, and by what evidence."
            )
        )
        .Add(
            Section(
                "news",
                NewsSchema.Form,
                "Who hears of every rollout that this program leads, those of a cluster too, beside whom a rollout's own `alerts` name."
            )
        )
        .AddAll(Schema.Edge);

    private static Field<EdgeConfig, ImmutableArray<T>> Section<T>(string key, MapForm<T> item, string documentation)
        where T : class => new(key, new ListForm<T>(item), (_, _) => { }, false, null, documentation);

    private static string Of(string property) => $"P:{typeof(Fragment).FullName}.{property}";
}
