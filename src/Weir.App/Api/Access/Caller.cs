using System.Net;

namespace Weir.App.Api.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">The user's name; empty where nobody is asked who they are, or nobody has said.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Means">By what they are known.</param>
/// <param name="Address">Where they ask from.</param>
internal sealed record Caller(string Name, Role Role, CallerMeans Means, IPAddress Address)
{
    /// <summary>Whom limits count as one: the user, or else the address.</summary>
    public string Key => Name.Length > 0 ? "user " + Name : "address " + Address;

    /// <summary>Whether a browser says who they are without being told to, so that another site's page could make it.</summary>
    public bool IsByBrowser => Means is CallerMeans.Session or CallerMeans.Provider or CallerMeans.Proxy;

    /// <summary>Whether what they see is to be made coarse.</summary>
    public bool IsSanitised => Role < Role.Analyst;
}

/// <summary>By what somebody is known.</summary>
internal enum CallerMeans
{
    /// <summary>By nothing.</summary>
    None,

    /// <summary>The console asks nobody: it is on the loopback, and without users.</summary>
    Open,

    /// <summary>The cookie of a session that a password began.</summary>
    Session,

    /// <summary>The cookie of a session that an OpenID provider began.</summary>
    Provider,

    /// <summary>A token in the header <c>Authorization</c>.</summary>
    Token,

    /// <summary>What a proxy says of them that asked them itself.</summary>
    Proxy,
}
