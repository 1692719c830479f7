using Serinus.Fuzz.Targets;

namespace Serinus.Fuzz;

/// <summary>All of them.</summary>
public static class AllTargets
{
    /// <summary>Makes every target anew.</summary>
    public static IReadOnlyList<Target> Make() =>
        [
            new RequestTarget(),
            new ResponseTarget(),
            new BodyTarget(),
            new CookieTarget(),
            new PlaceTarget(),
            new ClientAddressTarget(),
            new ConfigTarget(isToml: false),
            new ConfigTarget(isToml: true),
            new ProxyTarget(),
            new HelloTarget(),
            new FrameTarget(),
            new WebTextTarget(),
            new ForwardTarget(),
            new ExpressionTarget(),
            new AnswerTarget(),
        ];
}
