using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Serinus.Providers.Kubernetes.Roles;

/// <summary>Writes the rights of an edge, from the lists the program goes by.</summary>
public static class RoleManifests
{
    private const string Notice = "# Generated from the lists of the program by `./dev gen`.\n";

    private const string Account = """
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: serinus
          namespace: serinus

        """;

    /// <summary>Writes <c>rbac.yaml</c> and <c>rbac-rollouts.yaml</c> into a directory.</summary>
    public static void Write(string directory)
    {
        Write(directory, "rbac.yaml", Notice + Account, [EdgeRoles.Serving, EdgeRoles.Leading]);
        Write(directory, "rbac-rollouts.yaml", Notice, [EdgeRoles.Rollouts]);
    }

    private static void Write(string directory, string file, string head, ImmutableArray<Role> roles)
    {
        var yaml = new StringBuilder(head.ReplaceLineEndings("\n"));
        foreach (var role in roles)
        {
            if (yaml.Length > Notice.Length)
                yaml.Append("---\n");
            Append(yaml, role);
        }

        File.WriteAllText(Path.Combine(directory, file), yaml.ToString());
    }

    private static void Append(StringBuilder yaml, Role role)
    {
        var cluster = role.IsClusterWide ? "Cluster" : "";
        var ns = role.IsClusterWide ? "" : "\n  namespace: serinus";
        Comment(yaml, role.Comment, "");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"apiVersion: rbac.authorization.k8s.io/v1\nkind: {cluster}Role\nmetadata:\n  name: {role.Name}{ns}\nrules:\n"
        );
        foreach (var rule in role.Rules)
        {
            Comment(yaml, rule.Comment, "  ");
            var group = rule.Group.Length == 0 ? "\"\"" : rule.Group;
            yaml.Append(CultureInfo.InvariantCulture, $"  - apiGroups: [{group}]\n");
            yaml.Append(CultureInfo.InvariantCulture, $"    resources: [{string.Join(", ", rule.Resources)}]\n");
            yaml.Append(CultureInfo.InvariantCulture, $"    verbs: [{string.Join(", ", rule.Verbs)}]\n");
        }

        var binding = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: {cluster}RoleBinding
            metadata:
              name: {role.Name}{ns}
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: {cluster}Role
              name: {role.Name}
            subjects:
              - kind: ServiceAccount
                name: serinus
                namespace: serinus

            """
        );
        yaml.Append(binding.ReplaceLineEndings("\n"));
    }

    private static void Comment(StringBuilder yaml, string comment, string indent)
    {
        foreach (var line in comment.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yaml.Append(indent).Append("# ").Append(line.Trim()).Append('\n');
    }
}
