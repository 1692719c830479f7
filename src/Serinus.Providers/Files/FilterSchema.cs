using Serinus.Providers.Files.Forms;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>The keys of filters, which listeners and routes share.</summary>
internal static class FilterSchema
{
    private static readonly TextForm text = new();
    private static readonly FlagForm flag = new();
    private static readonly WholeForm whole = new();
    private static readonly ListForm<string> texts = new(text);

    private static readonly MapForm<HeaderEditConfig> headerEdit = new MapForm<HeaderEditConfig>(
        "a change of headers",
        () => new(),
        "{ set: { Name: value } }"
    )
        .With(nameof(HeaderEditConfig.Remove), texts)
        .With(nameof(HeaderEditConfig.Set), new NamedTextsForm(text))
        .With(nameof(HeaderEditConfig.Add), new NamedTextsForm(text));

    private static readonly MapForm<PathRewriteConfig> pathRewrite = new MapForm<PathRewriteConfig>(
        "a path change",
        () => new(),
        "{ prefix: / } or { full: / }"
    )
        .With(nameof(PathRewriteConfig.Full), text)
        .With(nameof(PathRewriteConfig.Prefix), text)
        .With(nameof(PathRewriteConfig.Regex), text)
        .With(nameof(PathRewriteConfig.Replacement), text)
        .Where(MapRules.ExactlyOne("full", "prefix", "regex"));

    private static readonly MapForm<RedirectConfig> redirect = new MapForm<RedirectConfig>(
        "a redirect",
        () => new(),
        "{ scheme: https }"
    )
        .With(nameof(RedirectConfig.Scheme), text)
        .With(nameof(RedirectConfig.Host), text)
        .With(nameof(RedirectConfig.Port), new OptionalForm<int>(whole))
        .With(nameof(RedirectConfig.Path), pathRewrite)
        .With(nameof(RedirectConfig.Regex), text)
        .With(nameof(RedirectConfig.Replacement), text)
        .With(nameof(RedirectConfig.Status), whole);

    private static readonly MapForm<RewriteConfig> rewrite = new MapForm<RewriteConfig>(
        "a rewrite",
        () => new(),
        "{ host: … }"
    )
        .With(nameof(RewriteConfig.Host), text)
        .With(nameof(RewriteConfig.EndpointHost), flag)
        .With(nameof(RewriteConfig.OriginalPathHeader), text)
        .With(nameof(RewriteConfig.Path), pathRewrite);

    private static readonly MapForm<RespondConfig> respond = new MapForm<RespondConfig>(
        "a response",
        () => new(),
        "{ status: … }"
    )
        .With(nameof(RespondConfig.Status), whole)
        .With(nameof(RespondConfig.Body), text);

    private static readonly MapForm<AllowConfig> allow = new MapForm<AllowConfig>(
        "an allow list",
        () => new(),
        "{ from: [10.0.0.0/8] }"
    ).With(nameof(AllowConfig.From), texts);

    private static readonly MapForm<HstsConfig> hsts = new MapForm<HstsConfig>("an HSTS setting", () => new())
        .With(nameof(HstsConfig.MaxAge), new DurationForm())
        .With(nameof(HstsConfig.IncludeSubdomains), new FlagForm())
        .With(nameof(HstsConfig.Preload), new FlagForm());

    public static readonly MapForm<FilterConfig> Filter = new MapForm<FilterConfig>(
        "a filter",
        () => new(),
        "{ redirect: { scheme: https } }"
    )
        .With(nameof(FilterConfig.RequestHeaders), headerEdit)
        .With(nameof(FilterConfig.ResponseHeaders), headerEdit)
        .With(nameof(FilterConfig.Allow), allow)
        .With(nameof(FilterConfig.Redirect), redirect)
        .With(nameof(FilterConfig.Rewrite), rewrite)
        .With(nameof(FilterConfig.Hsts), hsts)
        .With(nameof(FilterConfig.Respond), respond)
        .Where(
            MapRules.ExactlyOne("requestHeaders", "responseHeaders", "allow", "redirect", "rewrite", "hsts", "respond")
        );
}
