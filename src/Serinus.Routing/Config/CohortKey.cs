namespace Serinus.Routing.Config;

/// <summary>What identifies a user of a cohort.</summary>
public enum CohortKey
{
    /// <summary>The value of a cookie.</summary>
    Cookie,

    /// <summary>The value of a request header.</summary>
    Header,

    /// <summary>The client's IP address, as trusted forwarding headers give it.</summary>
    ClientIp,
}
