using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A time of day: hours and minutes.</summary>
internal sealed class TimeOfDayForm : ScalarForm<TimeOnly>
{
    // TOML writes times of its own with seconds.
    private static readonly string[] formats = ["HH:mm", "HH:mm:ss"];

    public override string Words => "a time of day";

    public override string Cure => "write it as 09:00";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$" };

    public override string Show(object value) => ((TimeOnly)value).ToString("HH:mm", CultureInfo.InvariantCulture);

    protected override bool TryRead(ScalarNode scalar, out TimeOnly value) =>
        TimeOnly.TryParseExact(scalar.Text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
}
