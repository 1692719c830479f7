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
    private readonly Redirect? redirect;
    private readonly LocalReply? response;

    private RoutePlan(Route route)
    {
        var edits = new List<HeaderEditConfig>();
        var responseEdits = new List<HeaderEditConfig>();
        var prefix = route.Path is { Kind: PathKind.Prefix } condition ? condition.Value : "/";
        foreach (var filter in route.Config.Filters)
        {
            if (filter.RequestHeaders is { } request)
                edits.Add(request);
            if (filter.ResponseHeaders is { } answer)
                responseEdits.Add(answer);
            if (filter.Rewrite is { } rewrite)
            {
                Host = rewrite.Host is null ? Host : Encoding.ASCII.GetBytes(rewrite.Host);
                path = rewrite.Path is null ? path : new PathRewrite(rewrite.Path, prefix);
            }

            if (redirect is null && response is null && filter.Redirect is { } target)
                redirect = new Redirect(target, prefix);
            else if (redirect is null && response is null && filter.Respond is { } respond)
                response = ReplyOf(respond);
        }

        removed = RemovedNames(edits);
        AddedRequestLines = AddedLines(edits);
        var responseRemoved = RemovedNames(responseEdits);
        var responseAdded = AddedLines(responseEdits);
        if (responseRemoved.Length > 0 || responseAdded.Length > 0)
            ResponseEdits = new ResponseEdits(responseRemoved, responseAdded);
        force = route.Force;
        ConnectMilliseconds = Milliseconds(route.Config.Timeouts.Connect);
        FirstByteMilliseconds = Milliseconds(route.Config.Timeouts.FirstByte);
        IdleMilliseconds = Milliseconds(route.Config.Timeouts.Idle);
        TotalMilliseconds = Milliseconds(route.Config.Timeouts.Total);
    }

    /// <summary>The forwarded Host; the client's when null.</summary>
    public byte[]? Host { get; }

    /// <summary>Field lines added to the forwarded request.</summary>
    public byte[] AddedRequestLines { get; }

    public ResponseEdits ResponseEdits { get; } = ResponseEdits.None;

    public long ConnectMilliseconds { get; }

    public long FirstByteMilliseconds { get; }

    public long IdleMilliseconds { get; }

    public long TotalMilliseconds { get; }

    public static RoutePlan For(Route route) => new(route);

    /// <summary>The route's own answer, when a filter gives one.</summary>
    public bool TryAnswer(Exchange exchange, out LocalReply reply)
    {
        if (redirect is not null)
        {
            reply = redirect.Answer(exchange);
            return true;
        }

        reply = response ?? default;
        return response is not null;
    }

    /// <summary>Writes the forwarded target: path, as rewritten, and query.</summary>
    public void WritePath(OutputBuffer output, RequestHead head)
    {
        if (path is null)
            output.Write(head.Path);
        else
            path.Write(output, head.Path);
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

    private static LocalReply ReplyOf(RespondConfig respond) =>
        new() { Status = respond.Status, Body = Encoding.UTF8.GetBytes(respond.Body) };

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

    /// <summary>No limit is a deadline that never comes.</summary>
    private static long Milliseconds(TimeSpan time) =>
        time == TimeSpan.Zero ? long.MaxValue / 2 : (long)time.TotalMilliseconds;
}
