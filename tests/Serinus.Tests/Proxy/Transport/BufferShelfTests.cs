using Serinus.Proxy.Transport;

namespace Serinus.Tests.Proxy.Transport;

public class BufferShelfTests
{
    [Fact]
    public void What_was_returned_last_is_rented_first()
    {
        var shelf = new BufferShelf(bytes: 16, keptMax: 8);
        byte[] first = shelf.Rent(),
            second = shelf.Rent();
        shelf.Return(first);
        shelf.Return(second);

        Assert.Same(second, shelf.Rent());
        Assert.Same(first, shelf.Rent());
        Assert.Equal(16, shelf.Rent().Length);
    }

    [Fact]
    public void No_more_than_the_most_is_kept()
    {
        var shelf = new BufferShelf(bytes: 16, keptMax: 100);
        for (var i = 0; i < 150; i++)
            shelf.Return(new byte[16]);

        Assert.Equal(100, shelf.Count);
    }

    [Fact]
    public void Buffers_that_were_needed_at_once_stay()
    {
        var shelf = new BufferShelf(bytes: 16, keptMax: 1000);
        for (var term = 0; term < 10; term++)
        {
            RentAndReturn(shelf, 200);
            shelf.Trim();
        }

        Assert.Equal(200, shelf.Count);
    }

    [Fact]
    public void Buffers_that_nobody_needs_go_by_halves()
    {
        var shelf = new BufferShelf(bytes: 16, keptMax: 1000);
        RentAndReturn(shelf, 200);
        shelf.Trim();
        List<int> counts = [];
        for (var term = 0; term < 9; term++)
        {
            RentAndReturn(shelf, 10);
            shelf.Trim();
            counts.Add(shelf.Count);
        }

        Assert.Equal([105, 57, 33, 21, 15, 12, 11, 10, 10], counts);
    }

    private static void RentAndReturn(BufferShelf shelf, int count)
    {
        var rented = Enumerable.Range(0, count).Select(_ => shelf.Rent()).ToArray();
        foreach (var buffer in rented)
            shelf.Return(buffer);
    }
}
