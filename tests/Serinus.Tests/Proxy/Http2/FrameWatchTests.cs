using System.Buffers.Binary;
using CsCheck;
using Serinus.Proxy.Http2;
using Serinus.Testbed;

namespace Serinus.Tests.Proxy.Http2;

public class FrameWatchTests
{
    private const int Max = 100;

    [Fact]
    public void However_the_bytes_are_cut_the_same_frames_are_found() =>
        Gen.Select(
                Gen.Select(Gen.Byte[0, 12], Gen.Byte, Gen.Int[0, 1 << 20], Gen.Byte.Array[0, 40]).List[0, 12],
                Gen.Int[1, 30].List[1, 40]
            )
            .Sample(
                (frames, cuts) =>
                {
                    byte[] bytes =
                    [
                        .. frames.SelectMany(frame =>
                            RawHttp2.Frame(frame.Item1, frame.Item2, frame.Item3, frame.Item4)
                        ),
                    ];
                    var scanner = new FrameScanner();
                    var found = new List<FrameHead>();
                    for (int at = 0, cut = 0; at < bytes.Length; cut++)
                    {
                        var piece = bytes.AsSpan(at, Math.Min(cuts[cut % cuts.Count], bytes.Length - at));
                        at += piece.Length;
                        while (scanner.Next(piece, out var used, out var head))
                        {
                            found.Add(head);
                            piece = piece[used..];
                        }
                    }

                    Assert.True(scanner.IsAtBoundary);
                    Assert.Equal(
                        frames.Select(frame => ((FrameKind)frame.Item1, frame.Item2, frame.Item3, frame.Item4.Length)),
                        found.Select(head => (head.Kind, head.Flags, head.Stream, head.Length))
                    );
                    foreach (var (frame, head) in frames.Zip(found))
                    {
                        if (frame.Item1 == RawHttp2.RstStream && frame.Item4.Length == 4)
                            Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(frame.Item4), (uint)head.ErrorCode);
                    }
                }
            );

    [Theory]
    [InlineData(RawHttp2.Ping, 8)]
    [InlineData(RawHttp2.Settings, 0)]
    [InlineData(RawHttp2.WindowUpdate, 4)]
    [InlineData(RawHttp2.RstStream, 4)]
    [InlineData(RawHttp2.Priority, 5)]
    [InlineData(RawHttp2.Data, 0)]
    public void A_flood_of_control_frames_is_too_odd_within_ten_seconds_only(byte kind, int length)
    {
        var frame = RawHttp2.Frame(kind, 0, 1, new byte[length]);
        var fast = Begun();
        for (var i = 0; i < 2 * Max; i++)
            fast.Received(frame, now: i);
        Assert.True(fast.IsTooOdd);

        var slow = Begun();
        for (var i = 0; i < 2 * Max; i++)
            slow.Received(frame, now: i * 1_000);
        Assert.False(slow.IsTooOdd);
    }

    [Fact]
    public void Useful_frames_pay_for_windows_and_pings()
    {
        var watch = Begun();
        for (var i = 0; i < 10_000; i++)
        {
            watch.Received(RawHttp2.Get(2 * i + 1), now: 0);
            watch.Received(RawHttp2.Frame(RawHttp2.Ping, 0, 0, new byte[8]), now: 0);
            watch.Received(RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 0, 0, 0, 0, 1), now: 0);
        }

        Assert.False(watch.IsTooOdd);
        Assert.Equal(19_999, watch.LastStream);
    }

    [Fact]
    public void Resets_by_the_edge_count_when_the_client_caused_them()
    {
        var own = Begun();
        var caused = Begun();
        for (var i = 0; i < 2 * Max; i++)
        {
            own.Sending(RawHttp2.Frame(RawHttp2.RstStream, 0, 1, 0, 0, 0, (byte)Http2Error.InternalError), now: 0);
            caused.Sending(RawHttp2.Frame(RawHttp2.RstStream, 0, 1, 0, 0, 0, 5), now: 0);
        }

        Assert.False(own.IsTooOdd);
        Assert.True(caused.IsTooOdd);
    }

    [Fact]
    public void A_header_block_in_crumbs_is_too_odd()
    {
        var watch = Begun();
        watch.Received(RawHttp2.Frame(RawHttp2.Headers, 0, 1), now: 0);
        for (var i = 0; i < 33; i++)
        {
            Assert.False(watch.IsTooOdd);
            watch.Received(RawHttp2.Frame(RawHttp2.Continuation, 0, 1), now: 0);
        }

        Assert.True(watch.IsTooOdd);
    }

    [Fact]
    public void The_rest_of_a_frame_under_way_is_what_is_sent_before_the_farewell()
    {
        var watch = Begun();
        var frame = RawHttp2.Frame(RawHttp2.Data, 0, 1, new byte[100]);
        watch.Sending(frame.AsSpan(0, 50), now: 0);

        Assert.False(watch.IsAtBoundary);
        Assert.Equal(59, watch.LengthToBoundary([.. frame[50..], .. frame]));
        Assert.Equal(20, watch.LengthToBoundary(frame.AsSpan(50, 20)));
    }

    private static FrameWatch Begun()
    {
        var watch = new FrameWatch(Max);
        watch.Received(FrameScanner.Preface, now: 0);
        return watch;
    }
}
