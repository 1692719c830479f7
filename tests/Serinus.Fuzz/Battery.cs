namespace Serinus.Fuzz;

/// <summary>The same inputs each time: a corpus, and changes that follow from a seed.</summary>
public static class Battery
{
    /// <summary>The first finding, or null.</summary>
    public static Finding? Run(Target target, string corpus, int changes, int seed)
    {
        var hunt = new Hunt(target, Corpus.Read(corpus, target.Name), new Random(seed), coverage: null);
        hunt.TryCorpus();
        for (var i = 0; i < changes && hunt.Finding is null; i++)
            hunt.TryNext();
        return hunt.Finding;
    }
}
