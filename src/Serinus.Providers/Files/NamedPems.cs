using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>
/// The objects of a fragment with the texts of the PEM files they name. An object whose texts did not change keeps its instance, so that
/// whatever was made of it stays. Used by one thread at a time.
/// </summary>
internal sealed class NamedPems(TimeProvider time)
{
    private readonly PemFiles files = new();
    private Reading taken = new([], new Dictionary<object, FilledObject>(ReferenceEqualityComparer.Instance));

    /// <summary>Whole paths of the files.</summary>
    public IReadOnlyCollection<string> Paths => files.Paths;

    /// <summary>Reads what the objects of these files name now.</summary>
    public Reading Read(IEnumerable<FileTranslation> translations)
    {
        var all = translations as IReadOnlyCollection<FileTranslation> ?? [.. translations];
        var read = files.Read(all.SelectMany(PathsOf));
        var objects = new Dictionary<object, FilledObject>(ReferenceEqualityComparer.Instance);
        foreach (var translation in all)
        {
            var fragment = translation.Fragment;
            foreach (var certificate in fragment.Certificates)
                objects[certificate] = Keep(
                    certificate,
                    CertificateFiles.Fill(
                        certificate,
                        certificate.ChainFile is { } chain ? Said(translation, chain) : null,
                        certificate.KeyFile is { } key ? Said(translation, key) : null,
                        time.GetUtcNow()
                    )
                );
            foreach (var listener in fragment.Listeners.Where(AuthorityFiles.Has))
                objects[listener] = Keep(listener, AuthorityFiles.Fill(listener, path => Said(translation, path)));
            foreach (var service in fragment.Services.Where(AuthorityFiles.Has))
                objects[service] = Keep(service, AuthorityFiles.Fill(service, path => Said(translation, path)));
        }

        return new Reading(read, objects);

        PemText Said(FileTranslation translation, string path) => read[Whole(translation, path)].Said;
    }

    /// <summary>Whether a reading says what the one taken over says.</summary>
    public bool IsSame(Reading reading) =>
        reading.Objects.Count == taken.Objects.Count
        && reading.Objects.All(pair =>
            taken.Objects.TryGetValue(pair.Key, out var before) && ReferenceEquals(before, pair.Value)
        );

    /// <summary>
    /// Whether something that could be served no longer can: somebody may be writing it, or have replaced the certificate and not yet its key.
    /// </summary>
    public bool IsWorse(Reading reading) =>
        reading.Objects.Any(pair =>
            pair.Value.Config is null
            && (!taken.Objects.TryGetValue(pair.Key, out var before) || before.Config is not null)
        );

    /// <summary>Takes a reading over.</summary>
    public void Take(Reading reading)
    {
        taken = reading;
        files.Take(reading.Files);
    }

    /// <summary>Whether a look at the files, or at the clock, shows a change since the reading taken over.</summary>
    public bool LooksChanged()
    {
        var now = time.GetUtcNow();
        return files.LooksChanged() || taken.Objects.Values.Any(filled => filled.Until <= now);
    }

    /// <summary>A fragment with the texts; what cannot be served is named unreadable, so that its last good version stays.</summary>
    public Fragment Fill(Fragment fragment)
    {
        if (taken.Objects.Count == 0)
            return fragment;
        var unreadable = fragment.Unreadable.ToBuilder();
        var problems = fragment.Problems.ToBuilder();
        return fragment with
        {
            Listeners = All(fragment.Listeners, l => new ObjectId(ObjectId.Listener, l.Name)),
            Services = All(fragment.Services, s => new ObjectId(ObjectId.Service, s.Name)),
            Certificates = All(fragment.Certificates, c => new ObjectId(ObjectId.Certificate, c.Name)),
            Unreadable = unreadable.ToImmutable(),
            Problems = problems.ToImmutable(),
        };

        ImmutableArray<T> All<T>(ImmutableArray<T> configs, Func<T, ObjectId> id)
            where T : class
        {
            var filled = ImmutableArray.CreateBuilder<T>(configs.Length);
            foreach (var config in configs)
            {
                if (!taken.Objects.TryGetValue(config, out var made))
                {
                    filled.Add(config);
                    continue;
                }

                problems.AddRange(made.Problems);
                if (made.Config is T whole)
                    filled.Add(whole);
                else
                    unreadable.Add(id(config));
            }

            return filled.ToImmutable();
        }
    }

    // What was made of the same texts is taken again; only what the clock says about them may differ.
    private FilledObject Keep(object source, FilledObject now)
    {
        if (!taken.Objects.TryGetValue(source, out var before) || !before.Said.SequenceEqual(now.Said))
            return now;
        return before.Problems.SequenceEqual(now.Problems) && before.Until == now.Until
            ? before
            : now with
            {
                Config = before.Config,
            };
    }

    private static IEnumerable<string> PathsOf(FileTranslation translation)
    {
        var fragment = translation.Fragment;
        return fragment
            .Certificates.SelectMany(c => new[] { c.ChainFile, c.KeyFile }.OfType<string>())
            .Concat(fragment.Listeners.SelectMany(AuthorityFiles.Of))
            .Concat(fragment.Services.Select(s => s.Tls.AuthorityFile).OfType<string>())
            .Select(path => Whole(translation, path));
    }

    /// <summary>A path as the configuration file means it: from its own folder on.</summary>
    private static string Whole(FileTranslation translation, string path) =>
        Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(translation.Path)) ?? "/");

    /// <summary>What PEM files said, and the objects with their texts.</summary>
    internal sealed record Reading(
        Dictionary<string, PemFile> Files,
        IReadOnlyDictionary<object, FilledObject> Objects
    );
}
