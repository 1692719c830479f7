using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>Collects what is wrong with one object of the cluster while it is read.</summary>
/// <param name="id">The object.</param>
internal sealed class ObjectProblems(ObjectId id)
{
    private const int ShownMax = 80;

    private readonly List<Problem> problems = [];

    public ObjectProblems(string kind, ObjectKey key)
        : this(new ObjectId(kind, key.ToString())) { }

    public ImmutableArray<Problem> ToImmutable() => [.. problems];

    /// <summary>Reports what is left out.</summary>
    public void Error(string field, string message, string cure) => Add(Severity.Error, field, message, cure);

    /// <summary>Reports what is served all the same.</summary>
    public void Warn(string field, string message, string cure) => Add(Severity.Warning, field, message, cure);

    /// <summary>A text as a message may carry it: in quotes, on one line, not endless.</summary>
    public static string Shown(string text)
    {
        var cut = text.Length > ShownMax ? string.Concat(text.AsSpan(0, ShownMax), "…") : text;
        return $"\"{string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c))}\"";
    }

    private void Add(Severity severity, string field, string message, string cure)
    {
        var problem = new Problem
        {
            Severity = severity,
            Object = id,
            Field = field,
            Message = message,
            Cure = cure,
        };
        // The same mistake can be met on every path of an Ingress; it is one mistake.
        if (!problems.Contains(problem))
            problems.Add(problem);
    }
}
