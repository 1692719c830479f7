using System.Collections.Concurrent;

namespace Serinus.Soak;

/// <summary>What became of every piece of traffic, by kind. Any thread may write.</summary>
internal sealed class Tally
{
    private const int ReasonsMax = 20;

    private readonly ConcurrentDictionary<string, long> done = new();
    private readonly ConcurrentDictionary<string, long> lost = new();
    private readonly ConcurrentDictionary<string, long> answers = new();
    private readonly ConcurrentQueue<string> reasons = new();

    public long Done => done.Values.Sum();

    public long Lost => lost.Values.Sum();

    /// <summary>What the first losses looked like.</summary>
    public IReadOnlyCollection<string> Reasons => reasons;

    public IEnumerable<(string Kind, long Done, long Lost)> Kinds =>
        from kind in done.Keys.Union(lost.Keys).Order()
        select (kind, done.GetValueOrDefault(kind), lost.GetValueOrDefault(kind));

    public long LostOf(string kind) => lost.GetValueOrDefault(kind);

    /// <summary>How many requests for a host a backend answered, in whatever protocol they came.</summary>
    public long Answers(string host, string backend) => answers.GetValueOrDefault($"{host} {backend}");

    public void Well(string kind) => done.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public void Answered(string host, string backend) =>
        answers.AddOrUpdate($"{host} {backend}", 1, (_, count) => count + 1);

    public void Missed(string kind, string reason)
    {
        lost.AddOrUpdate(kind, 1, (_, count) => count + 1);
        if (reasons.Count < ReasonsMax)
            reasons.Enqueue($"{DateTime.UtcNow:HH:mm:ss} {kind}: {reason}");
    }
}
