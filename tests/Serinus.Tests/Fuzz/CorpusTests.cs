using System.Text;
using Serinus.Fuzz;
using Serinus.Testbed;

namespace Serinus.Tests.Fuzz;

/// <summary>What <c>./dev fuzz</c> tries for hours, for seconds and with the same inputs each time.</summary>
public sealed class CorpusTests
{
    private const int Changes = 2000;
    private const int Seed = 20261123;

    private static readonly string Corpus = Path.Combine(Repository.Root, "tests", "Serinus.Fuzz", "corpus");

    public static TheoryData<string> Names => [.. AllTargets.Make().Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_law_holds_for_the_corpus_and_what_is_like_it(string name)
    {
        using var target = AllTargets.Make().Single(target => target.Name == name);

        var finding = Battery.Run(target, Corpus, Changes, Seed);

        Assert.True(
            finding is null,
            finding is null
                ? ""
                : $"{Convert.ToBase64String(finding.Input)}\n{Encoding.Latin1.GetString(finding.Input)}\n{finding.Trouble}"
        );
    }

    [Fact]
    public void Every_target_has_a_corpus_and_every_corpus_a_target() =>
        Assert.Equal(
            AllTargets.Make().Select(target => target.Name).Order(),
            Directory.EnumerateDirectories(Corpus).Select(folder => Path.GetFileName(folder)).Order()
        );

    [Fact]
    public void A_broken_law_is_found_and_its_input_shortened()
    {
        var finding = Battery.Run(new NoExclamation(), Corpus, 100_000, Seed);

        Assert.Equal("!", Encoding.Latin1.GetString(finding!.Input));
    }

    /// <summary>A target that does break its law.</summary>
    private sealed class NoExclamation : Target
    {
        public override string Name => "no-exclamation";

        public override IReadOnlyList<string> Words => ["a", "b!c"];

        public override void Check(byte[] input)
        {
            if (input.Contains((byte)'!'))
                throw new BrokenLawException("an exclamation mark");
        }
    }
}
