namespace Serinus.EndToEnd;

/// <summary>Tests that need the machine for themselves: they run one after another, when no other test runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class LoadCollection
{
    public const string Name = "Load";
}
