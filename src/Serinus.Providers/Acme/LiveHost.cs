using Serinus.Providers.Certificates;
using Serinus.Routing.Config;

namespace Serinus.Providers.Acme;

/// <summary>A host and the certificate there is for it. Used by one thread at a time.</summary>
internal sealed class LiveHost(string host)
{
    // The first tries come soon, and fewer than the five failures an hour that public authorities allow.
    private static readonly TimeSpan firstWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan waitMax = TimeSpan.FromHours(6);
    private static readonly TimeSpan rateLimitWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan retryAfterMax = TimeSpan.FromDays(7);
    private const double JitterMax = 0.02;

    private AcmeTrouble? trouble;
    private int failures;

    public string Host => host;

    /// <summary>Identity in problems.</summary>
    public ObjectId Id { get; } = new(ObjectId.Certificate, $"acme/{host}");

    /// <summary>What is served; null before the first.</summary>
    public CertificateConfig? Config { get; private set; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset Ends { get; private set; }

    /// <summary>When it is asked for next.</summary>
    public DateTimeOffset Due { get; private set; }

    /// <summary>Takes a certificate over; false when it cannot be served for the host.</summary>
    /// <param name="pair">The certificate.</param>
    /// <param name="chance">From 0 to 1: edges that began together do not all ask together.</param>
    public bool Take(PemPair pair, double chance)
    {
        var reading = CertificatePair.Read(pair.Chain, pair.Key);
        if (reading.Trouble is not null || !reading.Hosts.Contains(host))
            return false;
        Config = new CertificateConfig
        {
            Name = Id.Name,
            Hosts = [host],
            Chain = pair.Chain,
            Key = pair.Key,
            Origin = new Origin(AcmeProvider.ProviderName, []),
        };
        var lifetime = reading.Ends - reading.Begins;
        Ends = reading.Ends;
        Due = reading.Begins + lifetime * (2.0 / 3 + JitterMax * chance);
        trouble = null;
        failures = 0;
        return true;
    }

    /// <summary>Asks for it at the next occasion: what there is came from another authority.</summary>
    public void AskNow(DateTimeOffset now) => Due = now;

    /// <summary>Notes why none came, and when it is tried again.</summary>
    public void Fail(AcmeTrouble why, DateTimeOffset now, double chance)
    {
        var wait = firstWait * Math.Pow(2, Math.Min(failures++, 16));
        if (wait > waitMax)
            wait = waitMax;
        if (why.Type == AcmeTrouble.RateLimited && why.RetryAfter is null && wait < rateLimitWait)
            wait = rateLimitWait;
        wait *= 1 + JitterMax * chance;
        // A Retry-After beyond all measure would end renewals for good.
        if (why.RetryAfter is { } asked && asked > wait)
            wait = asked < retryAfterMax ? asked : retryAfterMax;
        trouble = why;
        Due = now + wait;
    }

    /// <summary>The failure as it is kept; null when there was none since the last certificate.</summary>
    public KeptFailure? Keep(string authority) =>
        trouble is { } why ? new KeptFailure(authority, Due, failures, why.Message, why.Cure) : null;

    /// <summary>Takes over a failure of before the program was started. A clock that was wrong then must not end renewals for good.</summary>
    public void Resume(KeptFailure kept, DateTimeOffset now)
    {
        trouble = new AcmeTrouble(kept.Message, kept.Cure);
        failures = Math.Max(kept.Failures, 1);
        Due = kept.NextTry < now + retryAfterMax ? kept.NextTry : now + retryAfterMax;
    }

    /// <summary>What is wrong now; null when nothing is.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isAsking">Whether it is being asked for.</param>
    public Problem? ProblemAt(DateTimeOffset now, bool isAsking)
    {
        var isServed = Config is not null && now < Ends;
        var present = isServed ? $"; the present one is served until {Validity.Text(Ends)}" : "";
        if (trouble is { } why)
            return new Problem
            {
                Severity = isServed ? Severity.Warning : Severity.Error,
                Object = Id,
                Message =
                    $"{why.Message}{present}; it is {(isAsking ? "being tried again" : $"tried again at {Validity.Text(Due)}")}",
                Cure = why.Cure,
            };
        if (isServed && !isAsking)
            return null;
        return new Problem
        {
            Severity = Severity.Warning,
            Object = Id,
            Message = isServed
                ? $"the certificate is being renewed{present}"
                : "the certificate is being asked for; until it comes, TLS clients of the host are refused",
            Cure = "wait some seconds",
        };
    }
}
