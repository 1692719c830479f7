using System.Globalization;
using System.Text;
using Serinus.Providers.Files;

namespace Serinus.Tests.Providers.Files;

public sealed class ManyRoutesTests
{
    [Fact]
    public void An_edit_of_one_route_in_ten_thousand_keeps_the_others()
    {
        using var directory = new TemporaryDirectory();
        var text = Routes(10_000);
        var path = directory.Write("serinus.yaml", text);
        var provider = new FileProvider(path);
        var before = provider.Load();
        Assert.Equal(10_000, before.Routes.Length);
        File.WriteAllText(path, text.Replace("s5000, weight: 90", "s5000, weight: 91"));
        var after = provider.Load();
        Assert.Equal(9_999, before.Routes.Zip(after.Routes).Count(pair => ReferenceEquals(pair.First, pair.Second)));
    }

    private static string Routes(int count)
    {
        var text = new StringBuilder("routes:\n");
        for (var i = 0; i < count; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                  - name: route-{i}
                    hosts: [host-{i}.example.com]
                    path: {"{"} prefix: / {"}"}
                    backends:
                      - {"{"} service: s{i}, weight: 90 {"}"}
                      - {"{"} service: s{i}-canary, weight: 10 {"}"}

                """
            );
        return text.ToString();
    }
}
