using System.Text;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;

namespace Serinus.Tests.Providers.Kubernetes.Api;

public class JsonLinesTests
{
    [Fact]
    public async Task Every_line_is_handed_over_whatever_pieces_it_comes_in()
    {
        var numbers = new List<int>();
        await using var stream = new SlowStream("{\"n\":1}\n\n{\"n\":2}\r\n{\"n\":3}\n"u8.ToArray(), piece: 3);

        var failure = await JsonLines.ReadAsync(
            stream,
            line =>
            {
                numbers.Add(line.GetProperty("n").GetInt32());
                return null;
            },
            CancellationToken.None
        );

        Assert.Null(failure);
        Assert.Equal([1, 2, 3], numbers);
    }

    [Fact]
    public async Task A_failure_of_the_reader_ends_the_reading()
    {
        var lines = 0;
        await using var stream = new MemoryStream("{}\n{}\n{}\n"u8.ToArray());

        var failure = await JsonLines.ReadAsync(
            stream,
            _ => ++lines == 2 ? new ApiFailure(FailureKind.Gone, "too old") : null,
            CancellationToken.None
        );

        Assert.Equal(FailureKind.Gone, failure!.Kind);
        Assert.Equal(2, lines);
    }

    [Fact]
    public async Task What_is_no_JSON_is_said_to_be_none()
    {
        await using var stream = new MemoryStream("{}\ngarbage\n"u8.ToArray());

        await Assert.ThrowsAnyAsync<JsonException>(() =>
            JsonLines.ReadAsync(stream, _ => null, CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_line_without_end_is_not_read_for_ever()
    {
        var bytes = Encoding.ASCII.GetBytes(new string('x', JsonLines.LineBytesMax + 2));
        await using var stream = new MemoryStream(bytes);

        var failure = await JsonLines.ReadAsync(stream, _ => null, CancellationToken.None);

        Assert.Equal(FailureKind.Broken, failure!.Kind);
    }

    /// <summary>Gives its bytes in small pieces, as a network does.</summary>
    private sealed class SlowStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await Task.Yield();
            return await base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
        }
    }
}
