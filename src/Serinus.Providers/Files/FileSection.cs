using System.Collections.Immutable;
using Serinus.Providers.Files.Forms;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>A list at the top of a file, and what was read of it.</summary>
/// <param name="key">Its key.</param>
/// <param name="kind">Kind of its objects, as problems name it.</param>
internal abstract class FileSection(string key, string kind)
{
    public string Key => key;

    public string Kind => kind;

    /// <summary>The objects that could be read.</summary>
    public abstract IEnumerable<ObjectId> Ids { get; }

    /// <summary>Has the section read by a translator.</summary>
    public abstract void Read(FileTranslator translator, MapEntry section);
}

/// <summary>A list of objects of one type.</summary>
/// <param name="key">Its key.</param>
/// <param name="kind">Kind of its objects, as problems name it.</param>
/// <param name="form">What each of them may say.</param>
/// <param name="name">Name of one.</param>
/// <param name="place">One, told where it stands.</param>
internal sealed class FileSection<T>(
    string key,
    string kind,
    MapForm<T> form,
    Func<T, string> name,
    Func<T, Origin, T> place
) : FileSection(key, kind)
    where T : class
{
    private readonly ImmutableArray<T>.Builder objects = ImmutableArray.CreateBuilder<T>();

    public MapForm<T> Form => form;

    /// <summary>One, told where it stands.</summary>
    public Func<T, Origin, T> Place => place;

    public override IEnumerable<ObjectId> Ids => objects.Select(read => new ObjectId(Kind, name(read)));

    /// <summary>Those that could be read, in the order of the file.</summary>
    public ImmutableArray<T> Objects => objects.ToImmutable();

    public void Add(T read) => objects.Add(read);

    public override void Read(FileTranslator translator, MapEntry section) => translator.ReadObjects(section, this);
}
