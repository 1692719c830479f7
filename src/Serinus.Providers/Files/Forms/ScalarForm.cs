using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A form of one value; a subclass only says how the value is read from its text.</summary>
internal abstract class ScalarForm<T> : Form<T>
{
    public sealed override T Read(Node node, string field, Reading reading)
    {
        if (node is not ScalarNode scalar || scalar.Kind == ScalarKind.Null)
            reading.ReportWrong(node, field, this);
        else if (TryRead(scalar, out var value))
            return value;
        else if (Explain(scalar) is var (message, cure))
            reading.Report(node, field, message, cure);
        else
            reading.ReportWrong(node, field, this);
        return default!;
    }

    protected abstract bool TryRead(ScalarNode scalar, out T value);

    /// <summary>A better message than "is not …" for a likely mistake, or null.</summary>
    protected virtual (string Message, string Cure)? Explain(ScalarNode scalar) => null;
}
