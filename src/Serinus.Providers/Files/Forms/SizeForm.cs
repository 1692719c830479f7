using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A number of bytes, with or without a unit: 512, 32KiB, 10MB.</summary>
internal sealed class SizeForm<T> : ScalarForm<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly (string Unit, long Bytes)[] units =
    [
        ("GiB", 1L << 30),
        ("MiB", 1L << 20),
        ("KiB", 1L << 10),
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("kB", 1_000),
        ("KB", 1_000),
        ("B", 1),
        ("", 1),
    ];

    public override string Words => "a size in bytes";

    public override string Cure => "write bytes such as 4096, or a unit: 32KiB, 10MiB, 1GiB, 10kB, 10MB, 1GB";

    public override string Reference => "size";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["type"] = new JsonArray("integer", "string"), ["pattern"] = "^[0-9]+ ?(B|kB|KB|MB|GB|KiB|MiB|GiB)?$" };

    public override string Show(object value)
    {
        var bytes = long.CreateChecked((T)value);
        var (unit, each) = units.FirstOrDefault(
            u => u.Unit.EndsWith("iB", StringComparison.Ordinal) && bytes >= u.Bytes && bytes % u.Bytes == 0,
            ("", 1)
        );
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / each}{unit}");
    }

    protected override bool TryRead(ScalarNode scalar, out T value)
    {
        value = default;
        if (Bytes(scalar.Text) is not { } bytes || bytes > Int128.CreateChecked(T.MaxValue))
            return false;
        value = T.CreateChecked(bytes);
        return true;
    }

    protected override (string Message, string Cure)? Explain(ScalarNode scalar) =>
        LeadingZero.In(scalar.Text) ? LeadingZero.Explain(scalar)
        : scalar.Text.StartsWith('-') ? ($"{scalar.Words} is below 0", "write 0 or more")
        : Bytes(scalar.Text) is not null ? ($"{scalar.Words} is too large", $"{T.MaxValue} bytes are the most")
        : null;

    private static Int128? Bytes(string text)
    {
        var (unit, each) = units.First(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        var digits = text.AsSpan(0, text.Length - unit.Length).TrimEnd(' ');
        return
            !LeadingZero.In(digits)
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (Int128)count * each
            : null;
    }
}
