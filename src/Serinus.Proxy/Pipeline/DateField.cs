using System.Globalization;
using System.Text;

namespace Serinus.Proxy.Pipeline;

/// <summary>The line <c>Date: …</c> (RFC 9110 §6.6.1), written once per second and loop.</summary>
internal sealed class DateField
{
    private byte[] line = [];
    private long validUntil = long.MinValue;

    public ReadOnlySpan<byte> Line(long now)
    {
        if (now >= validUntil)
        {
            var time = DateTime.UtcNow;
            line = Encoding.ASCII.GetBytes($"Date: {time.ToString("R", CultureInfo.InvariantCulture)}\r\n");
            validUntil = now + 1000 - time.Millisecond;
        }

        return line;
    }
}
