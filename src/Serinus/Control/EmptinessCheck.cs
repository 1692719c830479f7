using System.Collections.Immutable;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Control;

/// <summary>A configuration can be without a mistake and still serve nothing.</summary>
public static class EmptinessCheck
{
    /// <summary>What is missing; nothing when other problems explain it already.</summary>
    /// <param name="snapshot">What would be served.</param>
    /// <param name="problems">What is wrong with it.</param>
    /// <param name="areRoutesToCome">Whether routes come from somebody who was not asked.</param>
    public static ImmutableArray<Problem> For(
        Snapshot snapshot,
        ImmutableArray<Problem> problems,
        bool areRoutesToCome = false
    )
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

        if (!snapshot.Routes.IsEmpty || !snapshot.StreamRoutes.IsEmpty || areRoutesToCome)
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
