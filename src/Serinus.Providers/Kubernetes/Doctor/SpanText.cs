using System.Buffers;
using System.Globalization;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Spans of time as both configurations write them: <c>10s</c>, <c>1m30s</c>, <c>500ms</c>, or bare seconds.</summary>
internal static class SpanText
{
    private static readonly SearchValues<char> number = SearchValues.Create("0123456789.");

    /// <summary>The span, or null for text that is none; whoever reads the file names that.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        var sum = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(number);
            if (digits <= 0)
                return null;
            var tail = rest[digits..];
            var end = tail.IndexOfAnyInRange('0', '9');
            var unit = end < 0 ? tail : tail[..end];
            var scale = unit switch
            {
                "h" => 3600,
                "m" => 60,
                "s" => 1,
                "ms" => 0.001,
                _ => 0,
            };
            if (scale == 0 || !double.TryParse(rest[..digits], CultureInfo.InvariantCulture, out var count))
                return null;
            sum += TimeSpan.FromSeconds(count * scale);
            rest = end < 0 ? [] : tail[end..];
        }

        return sum;
    }
}
