using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Split;

/// <summary>A compiled <see cref="OverlayMatchConfig"/>: all its conditions must hold.</summary>
internal sealed class OverlayRule
{
    private readonly ValueCondition[] headers;
    private readonly (byte[] Name, ValueCondition Value)[] cookies;

    /// <summary>Compiles a match whose parts have been checked.</summary>
    public OverlayRule(OverlayMatchConfig config)
    {
        Config = config;
        headers = [.. config.Headers.Select(Condition)];
        cookies = [.. config.Cookies.Select(cookie => (Encoding.ASCII.GetBytes(cookie.Name), Condition(cookie)))];
    }

    public OverlayMatchConfig Config { get; }

    /// <summary>Whether a request fulfils it.</summary>
    public bool Holds(RequestHead head)
    {
        foreach (var header in headers)
        {
            if (!header.HoldsForHeader(head))
                return false;
        }

        foreach (var (name, value) in cookies)
        {
            if (Cookies.Find(head, name, out var found) == 0 || !value.Holds(found))
                return false;
        }

        return true;
    }

    private static ValueCondition Condition(ValueMatchConfig config) =>
        ValueCondition.ForHeader(config, config.Kind == ValueKind.Regex ? new BytePattern(config.Value) : null);
}
