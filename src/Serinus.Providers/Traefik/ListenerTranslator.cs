using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>
/// Entry points become listeners. What would keep people out and cannot be honoured keeps everybody out: an entry point whose rules for
/// client certificates cannot be kept is not opened, and one that asks for a login answers 503.
/// </summary>
internal sealed class ListenerTranslator(
    StaticReader reader,
    ImmutableArray<EntryPoint> entryPoints,
    EntryPointTls secure
)
{
    // Above anything a route may ask for, so that nothing on the listener gets past it.
    private const int First = 1_000_000;

    private static readonly ImmutableArray<string> everybody = ["0.0.0.0/0", "::/0"];

    private readonly ImmutableArray<ListenerConfig>.Builder listeners = ImmutableArray.CreateBuilder<ListenerConfig>();
    private readonly ImmutableArray<RouteConfig>.Builder closed = ImmutableArray.CreateBuilder<RouteConfig>();

    /// <summary>The listeners.</summary>
    public ImmutableArray<ListenerConfig> Listeners => listeners.ToImmutable();

    /// <summary>Routes that answer 503 to everything, for listeners whose login is not honoured.</summary>
    public ImmutableArray<RouteConfig> Closed => closed.ToImmutable();

    /// <summary>Translates all entry points but those the admin endpoint has taken.</summary>
    public void Translate(IReadOnlySet<string> taken)
    {
        var replaced = new List<string>();
        foreach (var entryPoint in entryPoints.Where(known => !taken.Contains(known.Name)))
        {
            if (TranslateOne(entryPoint) && !reader.Has($"{entryPoint.Path}.forwardedHeaders"))
                replaced.Add(entryPoint.Name);
        }

        if (replaced.Count > 0)
            reader.Report(
                Severity.Warning,
                new ObjectId(ObjectId.Edge, ""),
                "entryPoints.forwardedHeaders",
                null,
                $"X-Forwarded-* fields that reach {string.Join(", ", replaced)} are believed from nobody, where they used to be believed from everybody",
                "list the balancers in front in forwardedHeaders.trustedIPs of the entry point"
            );
    }

    private bool TranslateOne(EntryPoint entryPoint)
    {
        if (entryPoint.Address is not { } address)
            return Refuse(entryPoint, "address", "it has no address", "write one, such as \":80\"");
        if (!TryTls(entryPoint, out var tls) || !TryFilters(entryPoint, out var filters))
            return false;
        listeners.Add(
            new ListenerConfig
            {
                Name = entryPoint.Name,
                Address = address,
                Tls = tls,
                ProxyProtocol = ProxyProtocol(entryPoint),
                Filters = filters,
                TrustedNetworks = Trusted(entryPoint),
                Origin = OriginOf(entryPoint),
            }
        );
        return true;
    }

    private bool TryTls(EntryPoint entryPoint, out ListenerTlsConfig? tls)
    {
        tls = null;
        if (!entryPoint.HasTls)
            return true;
        (tls, var trouble) = secure.Translate(entryPoint);
        return tls is not null
            || Refuse(
                entryPoint,
                "tls.clientCA",
                $"{trouble}; it is not opened, because without an authority for client certificates everybody would get in",
                "name files with the certificates of that authority, in PEM"
            );
    }

    private bool TryFilters(EntryPoint entryPoint, out ImmutableArray<FilterConfig> filters)
    {
        filters = [];
        if (reader.Has($"{entryPoint.Path}.auth"))
        {
            Error(
                entryPoint,
                "auth",
                "its login is not honoured yet, so it answers 503 to everything",
                "check logins in front of or behind the edge and remove auth"
            );
            closed.Add(Answer503(entryPoint));
            return true;
        }

        var allowed = reader.List($"{entryPoint.Path}.whiteList.sourceRange");
        if (allowed.IsEmpty)
            allowed = reader.List($"{entryPoint.Path}.whitelistSourceRange");
        if (!allowed.IsEmpty)
            filters = filters.Add(new FilterConfig { Allow = new AllowConfig { From = allowed } });
        if (!reader.Has($"{entryPoint.Path}.redirect"))
            return true;
        var (redirect, trouble) = RedirectReader.Read(
            reader.Text($"{entryPoint.Path}.redirect.entryPoint"),
            reader.Text($"{entryPoint.Path}.redirect.regex"),
            reader.Text($"{entryPoint.Path}.redirect.replacement"),
            reader.Flag($"{entryPoint.Path}.redirect.permanent"),
            entryPoints
        );
        if (redirect is null)
            return Refuse(
                entryPoint,
                "redirect",
                $"its redirect cannot be made: {trouble}; it is not opened, because what was to be redirected would be served",
                "correct the redirect, or remove it"
            );
        filters = filters.Add(new FilterConfig { Redirect = redirect });
        WarnOfRedirect(entryPoint, redirect);
        return true;
    }

    private void WarnOfRedirect(EntryPoint entryPoint, RedirectConfig redirect)
    {
        if (redirect.Replacement?.Contains("{{", StringComparison.Ordinal) == true)
            Warn(
                entryPoint,
                "redirect.replacement",
                "templates are not executed; the braces are sent as they stand",
                "write the target with $1, $2 and so on"
            );
        if (redirect.Scheme == "http")
            Warn(
                entryPoint,
                "redirect.entryPoint",
                $"the entry point it leads to has no TLS, so the redirect goes to http on port {redirect.Port}",
                "where TLS ends in front of the edge, use regex = \"^http://(.*)\" and replacement = \"https://$1\""
            );
    }

    private ImmutableArray<string>? Trusted(EntryPoint entryPoint)
    {
        var path = $"{entryPoint.Path}.forwardedHeaders";
        if (!reader.Has(path))
            return null;
        if (!reader.Flag($"{path}.insecure"))
            return reader.List($"{path}.trustedIPs");
        Warn(
            entryPoint,
            "forwardedHeaders.insecure",
            "anybody may say in X-Forwarded-* who he is and how he came",
            "list the balancers in front in trustedIPs, and remove insecure"
        );
        return everybody;
    }

    private ProxyProtocolConfig? ProxyProtocol(EntryPoint entryPoint)
    {
        var trusted = reader.List($"{entryPoint.Path}.proxyProtocol.trustedIPs");
        if (trusted.IsEmpty)
            return null;
        Warn(
            entryPoint,
            "proxyProtocol.trustedIPs",
            "connections from there must begin with a PROXY header, where they used to be free to",
            "see that these balancers send it, health checks included"
        );
        return new ProxyProtocolConfig { From = trusted };
    }

    private static RouteConfig Answer503(EntryPoint entryPoint) =>
        new()
        {
            Name = $"{entryPoint.Name} is closed",
            Listeners = [entryPoint.Name],
            Priority = First,
            Filters =
            [
                new FilterConfig
                {
                    Respond = new RespondConfig { Status = 503, Body = "Service Unavailable" },
                },
            ],
        };

    private Origin? OriginOf(EntryPoint entryPoint)
    {
        if (entryPoint.Place is not { } place)
            return null;
        var fields = ImmutableArray.CreateBuilder<(string, int, int)>();
        fields.Add(("", place.Line, place.Column));
        Add("address", "address");
        Add("trustedNetworks", "forwardedHeaders.trustedIPs");
        return new Origin(place.Source, fields.ToImmutable());

        void Add(string field, string key)
        {
            if (reader.Settings.Find($"{entryPoint.Path}.{key}")?.Place is { } at && at.Source == place.Source)
                fields.Add((field, at.Line, at.Column));
        }
    }

    private bool Refuse(EntryPoint entryPoint, string key, string message, string cure)
    {
        Error(entryPoint, key, message, cure);
        return false;
    }

    private void Error(EntryPoint entryPoint, string key, string message, string cure) =>
        reader.Report(Severity.Error, entryPoint.Id, key, PlaceOf(entryPoint, key), message, cure);

    private void Warn(EntryPoint entryPoint, string key, string message, string cure) =>
        reader.Report(Severity.Warning, entryPoint.Id, key, PlaceOf(entryPoint, key), message, cure);

    private Location? PlaceOf(EntryPoint entryPoint, string key) =>
        reader.Settings.Any($"{entryPoint.Path}.{key}")?.Place ?? entryPoint.Place;
}
