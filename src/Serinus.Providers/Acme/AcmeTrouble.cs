namespace Serinus.Providers.Acme;

/// <summary>Why a certificate did not come.</summary>
/// <param name="Message">In words, for an operator.</param>
/// <param name="Cure">What to do about it.</param>
/// <param name="RetryAfter">How long the authority asks to be left alone.</param>
/// <param name="Type">The kind of error, as RFC 8555 §6.7 names it; empty when it is none of the authority's.</param>
internal sealed record AcmeTrouble(string Message, string Cure, TimeSpan? RetryAfter = null, string Type = "")
{
    private const string Space = "urn:ietf:params:acme:error:";

    public const string BadNonce = Space + "badNonce";
    public const string RateLimited = Space + "rateLimited";
    public const string AccountDoesNotExist = Space + "accountDoesNotExist";

    /// <summary>The type without the part all of them have.</summary>
    public static string Short(string type) =>
        type.StartsWith(Space, StringComparison.Ordinal) ? type[Space.Length..] : type;

    /// <summary>The cure of what an authority says.</summary>
    public static string CureOf(string type) =>
        Short(type) switch
        {
            "connection" or "tls" or "unauthorized" or "incorrectResponse" =>
                "check that the host's name leads here from the internet, at port 80 for http01 and 443 for tlsAlpn01",
            "dns" => "check the host's DNS records",
            "caa" => "let the host's CAA records name this authority",
            "rejectedIdentifier" => "use a host this authority gives certificates for",
            "rateLimited" => "wait; the authority's pages tell its limits, and its staging directory has wider ones",
            "externalAccountRequired" => "use an authority that needs no account made elsewhere",
            "userActionRequired" => "read the authority's new terms and agree to them there",
            "invalidContact" or "unsupportedContact" => "correct acme.email",
            _ => "nothing, if it passes; else look at the authority's status page",
        };
}
