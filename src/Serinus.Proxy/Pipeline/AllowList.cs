using System.Diagnostics;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>A compiled <see cref="AllowConfig"/>: clients of other networks are turned away.</summary>
internal sealed class AllowList : IAnswer
{
    private readonly NetworkSet networks;

    public AllowList(AllowConfig config)
    {
        var isGood = NetworkSet.TryParse(config.From, out networks, out _);
        Debug.Assert(isGood, "Networks are checked before they are compiled; were they not, nobody would be let in.");
    }

    public bool TryAnswer(Exchange exchange, out LocalReply reply)
    {
        reply = StandardReplies.Forbidden;
        return !networks.Contains(exchange.Head.Client);
    }
}
