namespace Serinus.Tests.Tidy;

internal static class Expect
{
    /// <summary>Fails with every stray on a line of its own, so that one run shows all there is to mend.</summary>
    public static void None(IEnumerable<string> strays)
    {
        var all = strays.ToArray();
        if (all.Length > 0)
            Assert.Fail(string.Join('\n', all.Prepend($"{all.Length} found:")));
    }
}
