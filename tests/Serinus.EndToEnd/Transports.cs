namespace Serinus.EndToEnd;

/// <summary>
/// The two sides of the transport seam, as the program's hidden option names them. Both pass the same tests; the fast subset takes the
/// side that serves on Linux.
/// </summary>
public static class Transports
{
    public const string Epoll = "epoll";
    public const string Sockets = "sockets";

    /// <summary>One row per transport.</summary>
    public static IEnumerable<TheoryDataRow<string>> All => [new(Epoll), Slow(new TheoryDataRow<string>(Sockets))];

    /// <summary>Every case on every transport.</summary>
    public static IEnumerable<TheoryDataRow<string, T>> With<T>(IEnumerable<T> cases) =>
        from transport in new[] { Epoll, Sockets }
        from item in cases
        let row = new TheoryDataRow<string, T>(transport, item)
        select transport == Sockets ? Slow(row) : row;

    /// <summary>Every case on every transport.</summary>
    public static IEnumerable<TheoryDataRow<string, T1, T2>> With<T1, T2>(IEnumerable<(T1, T2)> cases) =>
        from transport in new[] { Epoll, Sockets }
        from item in cases
        let row = new TheoryDataRow<string, T1, T2>(transport, item.Item1, item.Item2)
        select transport == Sockets ? Slow(row) : row;

    private static T Slow<T>(T row)
        where T : TheoryDataRowBase
    {
        row.Traits["Speed"] = ["slow"];
        return row;
    }
}
