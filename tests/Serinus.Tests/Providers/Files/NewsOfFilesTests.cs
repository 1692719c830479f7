using Serinus.Providers.Files;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Providers.Files;

public sealed class NewsOfFilesTests
{
    private const string Two = """
        news:
          - { name: team, type: slack, address: "https://chat/one" }
          - { name: bus, type: cloudEvent, address: "http://bus/events" }
        """;

    private FileTranslation? last;
    private RolloutBook book = RolloutBook.Empty;

    [Theory]
    [InlineData("http://bus/events", "bus/events")]
    [InlineData("cloudEvent", "cloudEvnt")]
    [InlineData("bus, type: cloudEvent, address", "bus, type: cloudEvent, adress")]
    public void One_with_a_mistake_keeps_its_last_good_version_and_hurts_no_other(string good, string bad)
    {
        Read(Two);

        Read(Two.Replace("https://chat/one", "https://chat/two").Replace(good, bad));

        Assert.Equal(["https://chat/two", "http://bus/events"], book.News.Select(r => r.Address));
        var problems = book.Problems.Concat(last!.Fragment.Problems).ToArray();
        Assert.NotEmpty(problems);
        Assert.All(problems, problem => Assert.Equal("news bus", problem.Object.ToString()));
        Assert.All(problems, problem => Assert.Equal(3, problem.Location!.Value.Line));
    }

    [Fact]
    public void One_that_was_never_good_is_not_there()
    {
        Read(Two.Replace("http://bus", "bus"));

        Assert.Equal(["team"], book.News.Select(r => r.Name));
    }

    [Fact]
    public void One_that_is_deleted_is_gone()
    {
        Read(Two);

        Read(Two[..Two.IndexOf("  - { name: bus", StringComparison.Ordinal)]);

        Assert.Equal(["team"], book.News.Select(r => r.Name));
        Assert.Empty(book.Problems);
    }

    [Fact]
    public void A_file_that_does_not_parse_takes_nobody_away()
    {
        Read(Two);

        Read(Two + "\n]");

        Assert.Equal(2, book.News.Length);
    }

    [Fact]
    public void A_mistyped_key_of_the_file_takes_nobody_away()
    {
        Read(Two);

        Read(Two.Replace("news:", "nws:"));

        Assert.Equal(2, book.News.Length);
        Assert.Equal("did you mean news?", Assert.Single(last!.Fragment.Problems).Cure);
    }

    [Fact]
    public void Those_beyond_the_fiftieth_hear_nothing_and_that_is_told_once()
    {
        Read(
            "news:\n"
                + string.Concat(
                    Enumerable.Range(1, 60).Select(i => $"  - {{ name: n{i}, address: \"http://bus/{i}\" }}\n")
                )
        );

        Assert.Equal(50, book.News.Length);
        Assert.Equal("news n51", Assert.Single(book.Problems).Object.ToString());
    }

    [Fact]
    public void The_address_is_in_no_message()
    {
        Read(Two.Replace("http://bus/events", "bus/s3cret"));

        Assert.DoesNotContain("s3cret", Assert.Single(book.Problems).ToString());
    }

    private void Read(string text)
    {
        last = FileTranslations.Of("a.yaml", text, last);
        book = book.Read(new FileReading(last.Fragment, last.Rollouts, last.News));
    }
}
