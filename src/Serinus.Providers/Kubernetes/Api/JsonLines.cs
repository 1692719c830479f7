using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Api;

/// <summary>Reads the events of a watch: one JSON object a line.</summary>
internal static class JsonLines
{
    // etcd takes no object above 1.5 MB; a line may repeat it with its managed fields.
    public const int LineBytesMax = 8 << 20;

    /// <summary>Hands over every line until the stream ends or <paramref name="handle"/> or the limit says stop.</summary>
    /// <exception cref="JsonException">A line is no JSON.</exception>
    public static async Task<ApiFailure?> ReadAsync(
        Stream stream,
        Func<JsonElement, ApiFailure?> handle,
        CancellationToken cancellationToken
    )
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (TakeLine(ref rest, out var line))
                {
                    if (!IsEmpty(line) && Handle(line, handle) is { } failure)
                        return failure;
                }

                if (rest.Length > LineBytesMax)
                    return new ApiFailure(FailureKind.Broken, $"an event of more than {LineBytesMax} bytes");
                if (read.IsCompleted)
                    return null;
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = rest.Slice(0, end);
        rest = rest.Slice(rest.GetPosition(1, end));
        return true;
    }

    private static bool IsEmpty(ReadOnlySequence<byte> line) =>
        line.IsEmpty || (line.Length == 1 && line.FirstSpan[0] == '\r');

    private static ApiFailure? Handle(ReadOnlySequence<byte> line, Func<JsonElement, ApiFailure?> handle)
    {
        using var json = JsonDocument.Parse(line);
        return handle(json.RootElement);
    }
}
