namespace Serinus.Fuzz;

/// <summary>An input that takes longer than anything may is a finding too: it is saved, and the program ends, as nothing else can stop it.</summary>
internal sealed class Watch : IDisposable
{
    private const int InputMillisecondsMax = 30_000;

    private readonly Timer timer;
    private readonly string found;
    private volatile Hunt? hunt;

    public Watch(string found)
    {
        this.found = found;
        timer = new Timer(_ => Look(), null, 1000, 1000);
    }

    public void Follow(Hunt next) => hunt = next;

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        if (hunt is not { BeganAt: > 0 and var began } slow || Environment.TickCount64 - began < InputMillisecondsMax)
            return;
        var path = Corpus.Save(found, slow.Target.Name, slow.Input);
        Console.Error.WriteLine($"{slow.Target.Name}: no end after {InputMillisecondsMax / 1000} s with {path}");
        Environment.Exit(1);
    }
}
