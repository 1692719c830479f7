using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A moment as RFC 3339 writes it, or a date, which is its first moment in UTC.</summary>
internal sealed class TimeForm : ScalarForm<DateTimeOffset>
{
    private static readonly string[] formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd",
    ];

    public override string Words => "a time";

    public override string Cure => "write it as 2026-01-31T08:00:00Z or 2026-01-31";

    public override JsonObject Describe(Definitions definitions) => new() { ["type"] = "string" };

    protected override bool TryRead(ScalarNode scalar, out DateTimeOffset value)
    {
        // A time without an offset would mean another moment on every machine.
        var complete =
            scalar.Text.Length == 10 || scalar.Text.EndsWith('Z') || scalar.Text.AsSpan().LastIndexOfAny('+', '-') > 10;
        var known = DateTimeOffset.TryParseExact(
            scalar.Text,
            formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out value
        );
        return complete && known;
    }
}
