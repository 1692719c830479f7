using System.Buffers;
using System.Buffers.Text;

namespace Serinus.Proxy.Grpc;

/// <summary>
/// Takes the base64 off the body of a gRPC-Web request as it comes in, in whatever pieces. Each message may have been encoded by itself, so
/// padding may stand anywhere between groups of four.
/// </summary>
internal sealed class GrpcWebDecoder
{
    private const int Group = 4;

    private readonly byte[] rest = new byte[Group];
    private int restLength;

    /// <summary>Whether no group is cut.</summary>
    public bool IsWhole => restLength == 0;

    /// <summary>Decodes a piece; false when it is no base64.</summary>
    public bool TryDecode(ReadOnlySpan<byte> text, out ReadOnlyMemory<byte> data)
    {
        // The decoder passes over white space, and what a group is would depend on how the text is cut.
        if (text.ContainsAny(" \t\r\n"u8))
        {
            data = default;
            return false;
        }

        var input = new byte[restLength + text.Length];
        rest.AsSpan(0, restLength).CopyTo(input);
        text.CopyTo(input.AsSpan(restLength));
        var whole = input.Length - input.Length % Group;
        restLength = input.Length - whole;
        input.AsSpan(whole).CopyTo(rest);
        var output = new byte[whole / Group * 3];
        var (read, written) = (0, 0);
        while (read < whole)
        {
            // What is padded is decoded by itself: the decoder takes padding for the end of all.
            var pad = input.AsSpan(read, whole - read).IndexOf((byte)'=');
            var end = pad < 0 ? whole : read + pad - pad % Group + Group;
            if (
                Base64.DecodeFromUtf8(
                    input.AsSpan(read, end - read),
                    output.AsSpan(written),
                    out var used,
                    out var count
                ) != OperationStatus.Done
                || used != end - read
            )
            {
                data = default;
                return false;
            }

            read = end;
            written += count;
        }

        data = output.AsMemory(0, written);
        return true;
    }
}
