using System.Collections.Immutable;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Control;

/// <summary>A configuration can be without a mistake and still serve nothing.</summary>
public static class EmptinessCheck
{
    /// <summary>What is missing; nothing when other problems explain it already.</summary>
    public static ImmutableArray<Problem> For(Snapshot snapshot, ImmutableArray<Problem> problems)
    {
        if (problems.Any(problem => problem.Severity == Severity.Error))
            return [];
        if (snapshot.Listeners.IsEmpty)
        {
            return
            [
                new Problem
                {
                    Object = new ObjectId(ObjectId.Edge, ""),
                    Field = "listeners",
                    Message = "there is no listener, so nothing is served",
                    Cure = "add one, such as: listeners: [{ name: web, address: \"0.0.0.0:8000\" }]",
                },
            ];
        }

        if (!snapshot.Routes.IsEmpty)
            return [];
        return
        [
            new Problem
            {
                Severity = Severity.Warning,
                Object = new ObjectId(ObjectId.Edge, ""),
                Field = "routes",
                Message = "there are no routes, so every request is answered 404",
                Cure = "add one, such as: routes: [{ name: web, backends: [{ service: web }] }]",
            },
        ];
    }
}
