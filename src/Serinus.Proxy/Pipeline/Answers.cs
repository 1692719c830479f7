using System.Collections.Immutable;
using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Pipeline;

/// <summary>The filters of a route or listener that may answer, in order, compiled once. The first that does ends the exchange.</summary>
internal static class Answers
{
    /// <summary>Compiles filters.</summary>
    /// <param name="filters">All filters; those that answer nothing are left out.</param>
    /// <param name="matchedPrefix">The prefix the route matched; <c>/</c> where there is none.</param>
    /// <param name="endsAnywhere">Whether that prefix may end inside a segment.</param>
    public static IAnswer[] Of(ImmutableArray<FilterConfig> filters, string matchedPrefix, bool endsAnywhere) =>
        [.. filters.Select(filter => Of(filter, matchedPrefix, endsAnywhere)).OfType<IAnswer>()];

    /// <summary>The first answer; false when the exchange goes on.</summary>
    public static bool TryAnswer(IAnswer[] answers, Exchange exchange, out LocalReply reply)
    {
        foreach (var answer in answers)
        {
            if (answer.TryAnswer(exchange, out reply))
                return true;
        }

        reply = default;
        return false;
    }

    private static IAnswer? Of(FilterConfig filter, string matchedPrefix, bool endsAnywhere) =>
        filter switch
        {
            { Allow: { } allow } => new AllowList(allow),
            { Redirect: { Regex: not null } redirect } => new PatternRedirect(redirect),
            { Redirect: { } redirect } => new Redirect(redirect, matchedPrefix, endsAnywhere),
            { Respond: { } respond } => new FixedResponse(respond),
            _ => null,
        };

    private sealed class FixedResponse(RespondConfig config) : IAnswer
    {
        private readonly LocalReply response = new()
        {
            Status = config.Status,
            Body = Encoding.UTF8.GetBytes(config.Body),
        };

        public bool TryAnswer(Exchange exchange, out LocalReply reply)
        {
            reply = response;
            return true;
        }
    }
}
