using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>How one kind of value is written in a file: it reads it, and describes itself for messages, reference and editors.</summary>
internal abstract class Form
{
    /// <summary>What is wanted, as messages and the reference call it: <c>a duration</c>.</summary>
    public abstract string Words { get; }

    /// <summary>What to write, as a message's cure.</summary>
    public abstract string Cure { get; }

    /// <summary>The form as a JSON Schema; maps of the schema are named in <paramref name="definitions"/>.</summary>
    public abstract JsonObject Describe(Definitions definitions);

    /// <summary>The value in the reference, as Markdown.</summary>
    public virtual string Reference => Words.StartsWith("a ", StringComparison.Ordinal) ? Words[2..] : Words;

    /// <summary>The words the value may be, each with the member that documents it.</summary>
    public virtual IEnumerable<(string Word, string Documentation)> Choices => [];

    /// <summary>A value as it would be written, for the column of defaults.</summary>
    public virtual string Show(object value) => string.Create(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>The maps that may stand in the value, each a table of the reference.</summary>
    public virtual IEnumerable<IMapForm> Maps() => [];
}

/// <summary>A form whose values are <typeparamref name="T"/>.</summary>
internal abstract class Form<T> : Form
{
    /// <summary>
    /// Reads <paramref name="node"/>. A value that cannot be read is reported, and a meaningless one is returned in its place:
    /// the object it belongs to is left out as a whole.
    /// </summary>
    /// <param name="node">The value.</param>
    /// <param name="field">Its path in the object, such as <c>backends[1].weight</c>.</param>
    /// <param name="reading">Takes problems and places.</param>
    public abstract T Read(Node node, string field, Reading reading);
}
