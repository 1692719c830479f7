using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>Collects what is wrong with the PEM files of one object.</summary>
internal sealed class PemReport(ObjectId id, Origin? origin)
{
    private readonly ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();

    public bool HasErrors { get; private set; }

    public ImmutableArray<Problem> Problems => problems.ToImmutable();

    public void Error(string field, string message, string cure)
    {
        HasErrors = true;
        Add(Severity.Error, field, message, cure);
    }

    public void Warn(string field, string message, string cure) => Add(Severity.Warning, field, message, cure);

    private void Add(Severity severity, string field, string message, string cure) =>
        problems.Add(
            new Problem
            {
                Severity = severity,
                Object = id,
                Field = field,
                Message = message,
                Cure = cure,
                Location = origin?.At(field),
            }
        );
}
