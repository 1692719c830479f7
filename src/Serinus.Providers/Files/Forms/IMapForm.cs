namespace Serinus.Providers.Files.Forms;

/// <summary>A map with known keys, whatever record it becomes: what the reference needs to know.</summary>
internal interface IMapForm
{
    /// <summary>What it is, as the title of its part of the reference: <c>Health check</c>.</summary>
    string Title { get; }

    /// <summary>Its name in the JSON Schema: <c>healthCheck</c>.</summary>
    string Name { get; }

    /// <summary>The member whose documentation describes it.</summary>
    string Documentation { get; }

    /// <summary>The keys in the order of the reference.</summary>
    IReadOnlyList<Field> Fields { get; }

    /// <summary>A record with nothing but defaults.</summary>
    object Defaults();
}
