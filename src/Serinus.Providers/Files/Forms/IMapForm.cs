namespace Serinus.Providers.Files.Forms;

/// <summary>A map with known keys, whatever record it becomes: what the reference needs to know.</summary>
internal interface IMapForm
{
    /// <summary>The record that is read, whose documentation describes the map.</summary>
    Type Record { get; }

    /// <summary>The keys in the order of the reference.</summary>
    IReadOnlyList<Field> Fields { get; }

    /// <summary>A record with nothing but defaults.</summary>
    object Defaults();
}
