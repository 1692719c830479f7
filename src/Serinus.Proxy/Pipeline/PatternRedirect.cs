using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// A compiled <see cref="RedirectConfig"/> with a regular expression. Nothing in a URL is expanded but the groups the replacement names. A URL
/// that would lead back to itself is not redirected, and one that is no URL is never sent.
/// </summary>
internal sealed class PatternRedirect : IAnswer
{
    private readonly PatternReplacement pattern;
    private readonly int status;

    public PatternRedirect(RedirectConfig config)
    {
        if (!PatternReplacement.TryCompile(config.Regex!, config.Replacement!, out var compiled, out var bad))
            throw new ArgumentException($"{bad} was checked before.", nameof(config));
        pattern = compiled;
        status = config.Status;
    }

    public bool TryAnswer(Exchange exchange, out LocalReply reply)
    {
        reply = default;
        var url = AskedUrl.Of(exchange.Head, exchange.IsSecure, exchange.Authority);
        var lengthMax = exchange.Live.Snapshot.Edge.Limits.HeadBytesMax;
        if (!pattern.TryReplace(url, lengthMax, out var target) || target == url)
            return false;
        reply =
            target.Length <= lengthMax && AskedUrl.IsLocation(target)
                ? new LocalReply { Status = status, Fields = Encoding.ASCII.GetBytes($"Location: {target}\r\n") }
                : StandardReplies.BadRewrite;
        return true;
    }
}
