using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Split;

/// <summary>A compiled <see cref="ForceRuleConfig"/>.</summary>
internal sealed class ForceRule
{
    private readonly ValueCondition? header;
    private readonly byte[] cookie;
    private readonly byte[] value;
    private readonly BytePattern? pattern;

    /// <summary>Compiles a rule whose parts have been checked.</summary>
    public ForceRule(ForceRuleConfig config, int backend)
    {
        Config = config;
        Backend = backend;
        pattern = config.Regex is { } regex ? new BytePattern(regex) : null;
        value = Encoding.UTF8.GetBytes(config.Value ?? "");
        cookie = Encoding.ASCII.GetBytes(config.Cookie ?? "");
        var kind = pattern is null ? ValueKind.Exact : ValueKind.Regex;
        if (config.Header is { } name)
            header = ValueCondition.ForHeader(new ValueMatchConfig(name, kind, config.Value ?? ""), pattern);
    }

    public ForceRuleConfig Config { get; }

    /// <summary>Index of the backend it chooses.</summary>
    public int Backend { get; }

    /// <summary>Whether a request has the value it looks for.</summary>
    public bool Holds(RequestHead head)
    {
        if (header is not null)
            return header.HoldsForHeader(head);
        return Cookies.Find(head, cookie, out var found) > 0
            && (pattern is null ? found.SequenceEqual(value) : pattern.IsMatch(found));
    }
}
