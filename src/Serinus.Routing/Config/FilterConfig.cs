namespace Serinus.Routing.Config;

/// <summary>Something done to the requests or responses of a route. One field is set; the first that answers ends the exchange.</summary>
public sealed record FilterConfig
{
    /// <summary>Changes header fields of the request before it is forwarded.</summary>
    public HeaderEditConfig? RequestHeaders { get; init; }

    /// <summary>Changes header fields of the response before it is sent.</summary>
    public HeaderEditConfig? ResponseHeaders { get; init; }

    /// <summary>Answers 403 to clients of other networks.</summary>
    public AllowConfig? Allow { get; init; }

    /// <summary>Answers with a redirect; no backend is asked.</summary>
    public RedirectConfig? Redirect { get; init; }

    /// <summary>Changes host or path of the forwarded request.</summary>
    public RewriteConfig? Rewrite { get; init; }

    /// <summary>Tells browsers to use https alone.</summary>
    public HstsConfig? Hsts { get; init; }

    /// <summary>Answers with a fixed response; no backend is asked.</summary>
    public RespondConfig? Respond { get; init; }
}
