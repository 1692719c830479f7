using System.Net.Security;
using System.Text;

namespace Serinus.Tests.Proxy.Wire;

/// <summary>First messages of TLS clients: one from a real client, and ones put together by hand.</summary>
internal static class SomeHello
{
    /// <summary>What the framework's own client sends.</summary>
    public static byte[] Real(string name)
    {
        var recorder = new Recorder();
        using var client = new SslStream(recorder);
        Assert.ThrowsAny<IOException>(() => client.AuthenticateAsClient(name));
        return recorder.Sent.ToArray();
    }

    /// <summary>A hello in one record.</summary>
    /// <param name="names">Contents of its server_name extensions.</param>
    /// <param name="padding">Bytes of another extension before them, as a large key share would be.</param>
    public static byte[] Of(byte[][] names, int padding = 0) => InRecords(Message(names, padding), int.MaxValue);

    public static byte[] Message(byte[][] names, int padding = 0)
    {
        byte[] extensions =
        [
            .. padding > 0 ? [.. Short(51), .. Counted16(new byte[padding])] : Array.Empty<byte>(),
            .. names.SelectMany(content => (byte[])[0, 0, .. Counted16(content)]),
        ];
        byte[] hello = [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, .. Counted16(extensions)];
        return [1, 0, .. Counted16(hello)];
    }

    /// <summary>A list with one host name.</summary>
    public static byte[] Name(string name) => Counted16([0, .. Counted16(Encoding.Latin1.GetBytes(name))]);

    /// <summary>A message in records of some size.</summary>
    public static byte[] InRecords(byte[] message, int size) =>
        [.. message.Chunk(Math.Min(size, 1 << 14)).SelectMany(part => (byte[])[22, 3, 1, .. Counted16(part)])];

    private static byte[] Counted16(byte[] bytes) => [.. Short(bytes.Length), .. bytes];

    private static byte[] Short(int number) => [(byte)(number >> 8), (byte)number];

    private sealed class Recorder : Stream
    {
        public List<byte> Sent { get; } = [];
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Sent.AddRange(buffer.AsSpan(offset, count));
    }
}
