using Serinus.Orders;
using Serinus.Testbed;

namespace Serinus.Tests.Orders;

public sealed class TakenOutFileTests : IDisposable
{
    private static readonly TakenOut one = new("shop", 3, "12 of 12 requests failed (route web)");

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void What_is_written_is_read_by_the_next_program()
    {
        Assert.Null(new TakenOutFile(folder.Path).Write([one]));

        Assert.Equal([one], new TakenOutFile(folder.Path).Read(out var trouble));
        Assert.Null(trouble);
    }

    [Fact]
    public void Nothing_is_written_where_nothing_was_taken_out()
    {
        Assert.Null(new TakenOutFile(folder.Path).Write([]));

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void One_that_is_back_is_forgotten()
    {
        new TakenOutFile(folder.Path).Write([one]);
        var next = new TakenOutFile(folder.Path);
        next.Read(out _);

        next.Write([]);

        Assert.Empty(new TakenOutFile(folder.Path).Read(out _));
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("{}")]
    [InlineData("[{\"generation\": \"x\"}]")]
    public void A_file_of_garbage_keeps_nobody_from_starting_and_is_told(string text)
    {
        folder.Write("taken-out.json", text);

        Assert.Empty(new TakenOutFile(folder.Path).Read(out var trouble));
        Assert.Contains("cannot be read", trouble);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_once_for_each_change()
    {
        folder.Write("file", "");
        var file = new TakenOutFile(Path.Combine(folder.Path, "file"));

        Assert.Contains("make stateFolder writable", file.Write([one]));
        Assert.Null(file.Write([one]));
    }

    public void Dispose() => folder.Dispose();
}
