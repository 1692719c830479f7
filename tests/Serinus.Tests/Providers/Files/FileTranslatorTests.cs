using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

public sealed class FileTranslatorTests
{
    private const string Two = """
        routes:
          - name: a
            backends: [{ service: s, weight: 90 }]
          - name: b
            backends: [{ service: s, weight: 90 }]
        drainTime: 5s
        """;

    [Fact]
    public void An_edit_keeps_the_records_of_all_objects_above_it()
    {
        var before = FileTranslations.Of("a.yaml", Two);
        var after = FileTranslations.Of(
            "a.yaml",
            Two.Replace(
                "b\n    backends: [{ service: s, weight: 90 }]",
                "b\n    backends: [{ service: s, weight: 91 }]"
            ),
            before
        );
        Assert.Same(before.Fragment.Routes[0], after.Fragment.Routes[0]);
        Assert.NotSame(before.Fragment.Routes[1], after.Fragment.Routes[1]);
        Assert.Equal(91, after.Fragment.Routes[1].Backends[0].Weight);
        Assert.Same(before.Fragment.Edge, after.Fragment.Edge);
    }

    [Fact]
    public void An_object_that_moved_gets_its_new_place()
    {
        var before = FileTranslations.Of("a.yaml", Two);
        var after = FileTranslations.Of("a.yaml", "# comment\n" + Two, before);
        Assert.Equal(3, after.Fragment.Routes[0].Origin!.At("").Line);
    }

    [Fact]
    public void A_place_is_known_for_every_field()
    {
        var origin = FileTranslations.Of("a.yaml", Two).Fragment.Routes[1].Origin!;
        Assert.Equal("a.yaml:5:38", origin.At("backends[0].weight").ToString());
        Assert.Equal("a.yaml:5:15", origin.At("backends").ToString());
        Assert.Equal("a.yaml:4:5", origin.At("timeouts.total").ToString());
    }

    [Fact]
    public void A_bad_object_is_unreadable_and_its_neighbours_are_served()
    {
        var before = FileTranslations.Of("a.yaml", Two);
        var after = FileTranslations.Of("a.yaml", Two.Replace("b\n    backends", "b\n    backend"), before);
        Assert.Same(before.Fragment.Routes[0], Assert.Single(after.Fragment.Routes));
        Assert.Equal([new ObjectId("route", "b")], after.Fragment.Unreadable);
    }

    [Fact]
    public void An_object_whose_name_got_lost_is_not_taken_out_of_service()
    {
        var before = FileTranslations.Of("a.yaml", Two);
        var after = FileTranslations.Of("a.yaml", Two.Replace("name: b", "nmae: b"), before);
        Assert.Equal([new ObjectId("route", "b")], after.Fragment.Unreadable);
        var still = FileTranslations.Of("a.yaml", Two.Replace("name: b", "nam: b"), after);
        Assert.Equal([new ObjectId("route", "b")], still.Fragment.Unreadable);
        var mended = FileTranslations.Of("a.yaml", Two, still);
        Assert.Empty(mended.Fragment.Unreadable);
        Assert.Equal(2, mended.Fragment.Routes.Length);
    }

    [Fact]
    public void A_misspelled_key_of_the_file_takes_nothing_out_of_service()
    {
        var before = FileTranslations.Of("a.yaml", Two);
        var after = FileTranslations.Of(
            "a.yaml",
            Two.Replace("routes:", "rotues:").Replace("drainTime", "drianTime"),
            before
        );
        Assert.Equal(
            [new ObjectId("route", "a"), new ObjectId("route", "b"), new ObjectId("edge", "")],
            after.Fragment.Unreadable
        );
        Assert.True(after.EdgeGiven);
        Assert.Null(after.Fragment.Edge);
    }

    [Fact]
    public void An_object_that_is_deleted_is_gone()
    {
        var before = FileTranslations.Of("a.yaml", Two);
        var after = FileTranslations.Of("a.yaml", Two[..Two.IndexOf("  - name: b", StringComparison.Ordinal)], before);
        Assert.Single(after.Fragment.Routes);
        Assert.Empty(after.Fragment.Unreadable);
        Assert.False(after.EdgeGiven);
    }

    [Fact]
    public void A_file_that_does_not_parse_keeps_all_it_said()
    {
        var before = FileTranslations.Of("a.yaml", Two);
        var after = FileTranslations.Of("a.yaml", Two + "\n]", before);
        Assert.False(after.Parsed);
        Assert.Equal(before.Fragment.Routes, after.Fragment.Routes);
        Assert.Same(before.Fragment.Edge, after.Fragment.Edge);
        Assert.Single(after.Fragment.Problems);
    }

    [Fact]
    public void A_value_repeated_by_alias_is_read_where_it_is_used()
    {
        var routes = FileTranslations
            .Of("a.yaml", "routes:\n  - { name: a, timeouts: &t { total: 2m } }\n  - { name: b, timeouts: *t }\n")
            .Fragment.Routes;
        Assert.Equal(TimeSpan.FromMinutes(2), routes[1].Timeouts.Total);
    }

    [Fact]
    public void Header_conditions_may_be_written_short()
    {
        var shortly = FileTranslations.Of(
            "a.yaml",
            "routes: [{ name: a, headers: { X-A: 1, X-B: { regex: b+ }, X-C: { present: true } } }]"
        );
        var wholly = FileTranslations.Of(
            "a.yaml",
            "routes: [{ name: a, headers: [{ name: X-A, exact: 1 }, { name: X-B, regex: b+ }, { name: X-C, present: true }] }]"
        );
        Assert.Empty(shortly.Fragment.Problems);
        Assert.Equal(wholly.Fragment.Routes[0].Headers, shortly.Fragment.Routes[0].Headers);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("250ms", 250)]
    [InlineData("1.5s", 1500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d1h1m1s1ms", 90_061_001)]
    [InlineData("\"5s\"", 5000)]
    public void Durations_have_units(string text, int milliseconds)
    {
        var edge = FileTranslations.Of("a.yaml", $"drainTime: {text}").Fragment.Edge!;
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), edge.DrainTime);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("512B", 512)]
    [InlineData("32KiB", 32 * 1024)]
    [InlineData("32 KiB", 32 * 1024)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("1kB", 1000)]
    [InlineData("8GiB", 8L << 30)]
    public void Sizes_may_have_units(string text, long bytes)
    {
        Assert.Equal(
            bytes,
            FileTranslations.Of("a.yaml", $"limits: {{ bodyBytesMax: {text} }}").Fragment.Edge!.Limits.BodyBytesMax
        );
    }

    [Theory]
    [InlineData("33.333", "33.333")]
    [InlineData("39.3%", "39.3")]
    [InlineData(".5", "0.5")]
    [InlineData("0.1000000000000000000000001", "0.1000000000000000000000001")]
    [InlineData("-5", "-5")]
    public void Weights_keep_every_digit(string text, string weight)
    {
        var route = FileTranslations
            .Of("a.yaml", $"routes: [{{ name: a, backends: [{{ service: s, weight: {text} }}] }}]")
            .Fragment.Routes[0];
        Assert.Equal(
            decimal.Parse(weight, System.Globalization.CultureInfo.InvariantCulture),
            route.Backends[0].Weight
        );
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("1:30")]
    [InlineData("0x10")]
    [InlineData("010")]
    [InlineData("1e3")]
    [InlineData("true")]
    [InlineData("'null'")]
    public void Text_is_taken_as_it_is_written(string text)
    {
        var route = FileTranslations
            .Of("a.yaml", $"routes: [{{ name: a, headers: {{ X-A: {text} }} }}]")
            .Fragment.Routes[0];
        Assert.Equal(text.Trim('\''), route.Headers[0].Value);
    }
}
