using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>Conditions on a request as they are written: headers and cookies by their names.</summary>
internal sealed class MatchDraft
{
    public ImmutableArray<KeyValuePair<string, ValueDraft>> Headers { get; set; } = [];

    public ImmutableArray<KeyValuePair<string, ValueDraft>> Cookies { get; set; } = [];

    public RequestMatchSpec Make() =>
        new()
        {
            Values =
            [
                .. Headers.Select(header => header.Value.Make() with { Header = header.Key }),
                .. Cookies.Select(cookie => cookie.Value.Make() with { Cookie = cookie.Key }),
            ],
        };
}
