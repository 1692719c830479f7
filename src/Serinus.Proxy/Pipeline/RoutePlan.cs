using System.Text;
using Serinus.Proxy.Wire;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Pipeline;

/// <summary>What a route does to the requests and responses it carries, compiled from its filters to bytes. Immutable; one per route and snapshot.</summary>
internal sealed class RoutePlan
{
    private readonly byte[][] removed;
    private readonly Force? force;
    private readonly PathRewrite? path;
    private readonly byte[]? originalPathName;
    private readonly IAnswer[] answers;
    private readonly byte[] hsts = [];
    private readonly ResponseEdits plainEdits = ResponseEdits.None;
    private readonly ResponseEdits secureEdits;

    private RoutePlan(Route route)
    {
        var edits = new List<HeaderEditConfig>();
        var responseEdits = new List<HeaderEditConfig>();
        var endsAnywhere = route.Path is { Kind: PathKind.StringPrefix };
        var prefix = route.Path is { Kind: PathKind.Prefix or PathKind.StringPrefix } condition ? condition.Value : "/";
        answers = Answers.Of(route.Config.Filters, prefix, endsAnywhere);
        foreach (var filter in route.Config.Filters)
        {
            if (filter.RequestHeaders is { } request)
                edits.Add(request);
            if (filter.ResponseHeaders is { } answer)
                responseEdits.Add(answer);
            if (filter.Hsts is { } secure)
                hsts = Encoding.ASCII.GetBytes(Hsts(secure));
            if (filter.Rewrite is { } rewrite)
            {
                if (rewrite.Host is not null || rewrite.EndpointHost)
                {
                    Host = rewrite.Host is null ? null : Encoding.ASCII.GetBytes(rewrite.Host);
                    SendsEndpointHost = rewrite.EndpointHost;
                }

                if (rewrite.Path is not null)
                {
                    path = new PathRewrite(rewrite.Path, prefix, endsAnywhere);
                    originalPathName = rewrite.OriginalPathHeader is { } name ? Encoding.ASCII.GetBytes(name) : null;
                }
            }
        }

        removed = RemovedNames(edits);
        if (originalPathName is not null)
            removed = [.. removed, originalPathName];
        AddedRequestLines = AddedLines(edits);
        var responseRemoved = RemovedNames(responseEdits);
        var responseAdded = AddedLines(responseEdits);
        if (responseRemoved.Length > 0 || responseAdded.Length > 0)
            plainEdits = new ResponseEdits(responseRemoved, responseAdded);
        // RFC 6797 §7.2: the field is sent over TLS alone, and once.
        secureEdits =
            hsts.Length == 0
                ? plainEdits
                : new ResponseEdits(
                    [.. responseRemoved, "strict-transport-security"u8.ToArray()],
                    [.. responseAdded, .. hsts]
                );
        force = route.Force;
        IsChallenge =
            route.Path is { Kind: PathKind.Exact } exact
            && exact.Value.StartsWith("/.well-known/acme-challenge/", StringComparison.Ordinal)
            && route.Config.Backends.IsEmpty;
        ConnectMilliseconds = Milliseconds(route.Config.Timeouts.Connect);
        FirstByteMilliseconds = Milliseconds(route.Config.Timeouts.FirstByte);
        IdleMilliseconds = Milliseconds(route.Config.Timeouts.Idle);
        TotalMilliseconds = Milliseconds(route.Config.Timeouts.Total);
    }

    /// <summary>
    /// Whether it answers one challenge of a certificate authority (RFC 8555 §8.3). The authority asks over plain HTTP, so what the listener
    /// redirects or turns away must not stand before it.
    /// </summary>
    public bool IsChallenge { get; }

    /// <summary>The forwarded Host; the client's when null.</summary>
    public byte[]? Host { get; }

    /// <summary>Whether the forwarded Host names the endpoint.</summary>
    public bool SendsEndpointHost { get; }

    /// <summary>Field lines added to the forwarded request.</summary>
    public byte[] AddedRequestLines { get; }

    public long ConnectMilliseconds { get; }

    public long FirstByteMilliseconds { get; }

    public long IdleMilliseconds { get; }

    public long TotalMilliseconds { get; }

    public static RoutePlan For(Route route) => new(route);

    /// <summary>What is changed in the head of a response.</summary>
    public ResponseEdits EditsFor(Exchange exchange) =>
        ReferenceEquals(secureEdits, plainEdits) || !exchange.IsSecure ? plainEdits : secureEdits;

    /// <summary>The route's own answer, when a filter gives one.</summary>
    public bool TryAnswer(Exchange exchange, out LocalReply reply)
    {
        if (!Answers.TryAnswer(answers, exchange, out reply))
            return false;
        if (hsts.Length > 0 && exchange.IsSecure)
            reply = reply with { Fields = (byte[])[.. reply.Fields.Span, .. hsts] };
        return true;
    }

    /// <summary>Works out the forwarded path where a regular expression makes it; false when what it makes is no path.</summary>
    public bool TryRewritePath(Exchange exchange)
    {
        exchange.RewrittenPath = null;
        if (path is not { IsByPattern: true })
            return true;
        var isPath = path.TryRewrite(
            exchange.Head.Path,
            exchange.Live.Snapshot.Edge.Limits.HeadBytesMax,
            out var rewritten
        );
        exchange.RewrittenPath = rewritten;
        return isPath;
    }

    /// <summary>Tells the upstream the path asked, when it is replaced and the route says so.</summary>
    public void WriteOriginalPath(OutputBuffer output, Exchange exchange)
    {
        if (originalPathName is null || (path!.IsByPattern && exchange.RewrittenPath is null))
            return;
        output.Write(originalPathName);
        output.Write(": "u8);
        output.Write(exchange.Head.Path);
        output.Write("\r\n"u8);
    }

    /// <summary>Writes the forwarded target: path, as rewritten, and query.</summary>
    public void WritePath(OutputBuffer output, Exchange exchange)
    {
        var head = exchange.Head;
        if (path is null)
            output.Write(head.Path);
        else
            path.Write(output, head.Path, exchange.RewrittenPath);
        if (!head.HasQuery)
            return;
        output.Write("?"u8);
        output.Write(head.Query);
    }

    /// <summary>Whether a field of the request is left out: by a filter, or a forced choice by a client that is not trusted with it.</summary>
    public bool RemovesFromRequest(ReadOnlySpan<byte> name, ClientAddress client)
    {
        foreach (var each in removed)
        {
            if (Ascii.EqualsIgnoreCase(each, name))
                return true;
        }

        return force is not null
            && !force.HeaderName.IsEmpty
            && Ascii.EqualsIgnoreCase(force.HeaderName, name)
            && !force.Trusts(client);
    }

    private static byte[][] RemovedNames(List<HeaderEditConfig> edits) =>
        [
            .. edits
                .SelectMany(edit => edit.Remove.Concat(edit.Set.Select(field => field.Key)))
                .Select(name => Encoding.ASCII.GetBytes(name.ToLowerInvariant())),
        ];

    private static byte[] AddedLines(List<HeaderEditConfig> edits)
    {
        var lines = new StringBuilder();
        foreach (var (name, value) in edits.SelectMany(edit => edit.Set.Concat(edit.Add)))
            lines.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.Latin1.GetBytes(lines.ToString());
    }

    private static string Hsts(HstsConfig config) =>
        $"Strict-Transport-Security: max-age={(long)config.MaxAge.TotalSeconds}"
        + (config.IncludeSubdomains ? "; includeSubDomains" : "")
        + (config.Preload ? "; preload" : "")
        + "\r\n";

    /// <summary>No limit is a deadline that never comes.</summary>
    private static long Milliseconds(TimeSpan time) =>
        time == TimeSpan.Zero ? long.MaxValue / 2 : (long)time.TotalMilliseconds;
}
