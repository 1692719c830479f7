using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>Looks at a map as a whole, for what no key can tell alone.</summary>
internal delegate void MapRule(MapNode map, string field, Reading reading);
