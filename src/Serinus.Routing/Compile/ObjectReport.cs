using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Collects what is wrong with one object while it is compiled.</summary>
/// <param name="id">The object.</param>
/// <param name="origin">Where it stands, when that is known.</param>
internal sealed class ObjectReport(ObjectId id, Origin? origin)
{
    private readonly List<Problem> problems = [];

    public IReadOnlyList<Problem> Problems => problems;

    public bool HasErrors { get; private set; }

    /// <summary>Reports what keeps the object from being served.</summary>
    public void Error(string field, string message, string cure)
    {
        HasErrors = true;
        problems.Add(Make(Severity.Error, field, message, cure));
    }

    /// <summary>Reports what is probably not meant.</summary>
    public void Warn(string field, string message, string cure) =>
        problems.Add(Make(Severity.Warning, field, message, cure));

    /// <summary>A problem of this object that does not keep it from being served.</summary>
    public Problem Make(Severity severity, string field, string message, string cure) =>
        new()
        {
            Severity = severity,
            Object = id,
            Field = field,
            Message = message,
            Cure = cure,
            Location = origin?.At(field),
        };
}
