namespace Serinus.Providers.Outside.Http;

/// <summary>What became of a request.</summary>
internal sealed record HttpAnswer
{
    /// <summary>Status of the answer; 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>The body, or its beginning.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the body was longer than what was read.</summary>
    public bool IsCut { get; init; }

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Why there was no answer, and the cure; null when there was one.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether the server may have got the request: false only when no connection came about.</summary>
    public bool MayHaveArrived { get; init; } = true;

    /// <summary>Whether the status is 200 to 299.</summary>
    public bool IsGood => Status is >= 200 and <= 299;

    public static HttpAnswer None(string trouble, bool mayHaveArrived = false) =>
        new() { Trouble = trouble, MayHaveArrived = mayHaveArrived };
}
