using System.Text;

namespace Serinus.Testbed;

/// <summary>A response as it came over the wire.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Head">Header fields.</param>
/// <param name="Body">Body, with chunked coding taken off.</param>
/// <param name="Trailers">Trailer fields of a chunked body.</param>
/// <param name="Interim">Interim responses (1xx) that came before it.</param>
/// <param name="UntilClose">Whether the body had no length of its own and ended with the connection.</param>
public sealed record RawResponse(
    int Status,
    Fields Head,
    byte[] Body,
    Fields Trailers,
    IReadOnlyList<(int Status, Fields Head)> Interim,
    bool UntilClose
)
{
    public string Text => Encoding.Latin1.GetString(Body);
}
