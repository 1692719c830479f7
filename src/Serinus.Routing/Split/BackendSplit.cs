namespace Serinus.Routing.Split;

/// <summary>The exact split: an integer low-discrepancy sequence by weight, and bucket ranges for cohorts.</summary>
public sealed class BackendSplit
{
    /// <summary>Backend of the request with this number, by weight; -1 when every weight is 0.</summary>
    public int ByWeight(ulong number) => throw new NotImplementedException();

    /// <summary>Backend of the user with this bucket (0…999 999); -1 when every weight is 0.</summary>
    public int ByBucket(int bucket) => throw new NotImplementedException();
}
