namespace Serinus.Fuzz;

/// <summary>Changes inputs of one target again and again, keeps those that reach something new, and ends with the first finding.</summary>
internal sealed class Hunt
{
    private const int PoolMax = 4000;

    private readonly Target target;
    private readonly Coverage? coverage;
    private readonly Random random;
    private readonly Mutator mutator;
    private readonly List<byte[]> pool;

    public Hunt(Target target, IEnumerable<byte[]> corpus, Random random, Coverage? coverage)
    {
        this.target = target;
        this.coverage = coverage;
        this.random = random;
        mutator = new Mutator(random, target.Words);
        pool = [.. corpus];
        if (pool.Count == 0)
            pool.Add([]);
    }

    public Target Target => target;

    /// <summary>Inputs tried.</summary>
    public long Tried { get; private set; }

    /// <summary>Inputs that reached something new, as they were found; the corpus is not among them.</summary>
    public List<byte[]> Kept { get; } = [];

    /// <summary>What was found.</summary>
    public Finding? Finding { get; private set; }

    /// <summary>When the input under way was begun, for whoever looks out for inputs without end; 0 between inputs.</summary>
    public long BeganAt { get; private set; }

    /// <summary>The input under way.</summary>
    public byte[] Input { get; private set; } = [];

    /// <summary>Tries the corpus as it is.</summary>
    public void TryCorpus()
    {
        foreach (var input in pool.ToArray())
            Try(input);
    }

    /// <summary>Tries a changed input.</summary>
    public void TryNext()
    {
        var input = mutator.Change(pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]);
        if (!Try(input) || pool.Count >= PoolMax)
            return;
        pool.Add(input);
        Kept.Add(input);
    }

    /// <summary>Whether it reached something new.</summary>
    private bool Try(byte[] input)
    {
        Tried++;
        Input = input;
        coverage?.Begin();
        BeganAt = Environment.TickCount64;
        var trouble = Trouble(input);
        BeganAt = 0;
        if (trouble is not null)
            Finding ??= new Finding(target.Name, Shorten(input, trouble), trouble);
        return coverage?.IsNew() ?? false;
    }

    private Exception? Trouble(byte[] input)
    {
        try
        {
            target.Check(input);
            return null;
        }
        // Whatever it is: an exception here is what is looked for.
        catch (Exception trouble)
        {
            return trouble;
        }
    }

    /// <summary>Takes parts away for as long as the same kind of trouble stays.</summary>
    private byte[] Shorten(byte[] input, Exception trouble)
    {
        for (var size = input.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= input.Length; )
            {
                byte[] shorter = [.. input[..at], .. input[(at + size)..]];
                if (Trouble(shorter)?.GetType() == trouble.GetType())
                    input = shorter;
                else
                    at += size;
            }
        }

        return input;
    }
}
