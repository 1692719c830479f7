using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

public sealed class RolloutBookTests
{
    private const string Two = """
        rollouts:
          - { name: a, stable: s, canary: c, stepWeight: 10 }
          - { name: b, stable: s, canary: c, stepWeight: 10 }
        """;

    private FileTranslation? last;

    [Fact]
    public void A_rollout_with_a_mistake_keeps_its_last_good_version_and_hurts_no_other()
    {
        var book = Read(RolloutBook.Empty, Two);

        book = Read(
            book,
            Two.Replace("b, stable: s, canary: c, stepWeight: 10", "b, stable: s, canary: c, stepWeight: 200")
        );

        Assert.Equal([10m, 10m], book.Rollouts.Select(r => r.Spec.Analysis.StepWeight));
        Assert.Equal("rollout b", Assert.Single(book.Problems).Object.ToString());
    }

    [Fact]
    public void A_rollout_that_cannot_be_read_keeps_its_last_good_version()
    {
        var book = Read(RolloutBook.Empty, Two);

        book = Read(
            book,
            Two.Replace("b, stable: s, canary: c, stepWeight: 10", "b, stable: s, canary: c, stepWieght: 20")
        );

        Assert.Equal(["a", "b"], book.Rollouts.Select(r => r.Spec.Name));
        Assert.Empty(book.Problems);
    }

    [Fact]
    public void A_rollout_that_was_never_good_is_not_there()
    {
        var book = Read(RolloutBook.Empty, Two.Replace("stepWeight: 10 }", "stepWeight: 0 }"));

        Assert.Empty(book.Rollouts);
        Assert.Equal(2, book.Problems.Length);
    }

    [Fact]
    public void A_rollout_that_is_deleted_is_gone()
    {
        var book = Read(RolloutBook.Empty, Two);

        book = Read(book, Two[..Two.IndexOf("  - { name: b", StringComparison.Ordinal)]);

        Assert.Equal(["a"], book.Rollouts.Select(r => r.Spec.Name));
    }

    [Fact]
    public void Weights_in_finer_parts_raise_the_highest_weight_with_them()
    {
        var book = Read(
            RolloutBook.Empty,
            """
            rollouts:
              - { name: a, stable: s, canary: c, stepWeight: 10, weightTotal: 1000 }
              - { name: b, stable: s, canary: c, stepWeight: 10, maxWeight: 100, analysis: { weightTotal: 1000 } }
            """
        );

        Assert.Equal([1000m, 100m], book.Rollouts.Select(r => r.Spec.Analysis.MaxWeight));
    }

    [Fact]
    public void A_problem_found_elsewhere_gets_its_place_in_the_file()
    {
        var book = Read(RolloutBook.Empty, Two);
        var found = new Problem
        {
            Object = new ObjectId(ObjectId.Rollout, "b"),
            Field = "canary",
            Message = "no route has it",
        };

        Assert.Equal("a.yaml:3:35", Assert.Single(book.Place([found])).Location.ToString());
    }

    private RolloutBook Read(RolloutBook book, string text)
    {
        last = FileTranslations.Of("a.yaml", text, last);
        return book.Read(new FileReading(last.Fragment, last.Rollouts, last.News));
    }
}
