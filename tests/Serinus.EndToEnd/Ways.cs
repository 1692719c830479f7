namespace Serinus.EndToEnd;

/// <summary>How clients reach the program: in the clear over either transport, and over TLS.</summary>
public static class Ways
{
    public const string Tls = "tls";

    /// <summary>One row per way.</summary>
    public static IEnumerable<TheoryDataRow<string>> All => [.. Transports.All, new(Tls)];

    /// <summary>Every case in every way.</summary>
    public static IEnumerable<TheoryDataRow<string, T>> With<T>(IReadOnlyCollection<T> cases) =>
        [.. Transports.With(cases), .. cases.Select(item => new TheoryDataRow<string, T>(Tls, item))];

    /// <summary>Every case in every way.</summary>
    public static IEnumerable<TheoryDataRow<string, T1, T2>> With<T1, T2>(IReadOnlyCollection<(T1, T2)> cases) =>
        [
            .. Transports.With(cases),
            .. cases.Select(item => new TheoryDataRow<string, T1, T2>(Tls, item.Item1, item.Item2)),
        ];
}
