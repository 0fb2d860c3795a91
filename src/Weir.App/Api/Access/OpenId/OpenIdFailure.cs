namespace Weir.App.Api.Access.OpenId;

/// <summary>Why somebody is not signed in by the provider. The page has words for each.</summary>
internal enum OpenIdFailure
{
    /// <summary>What comes back was not begun in this browser, or too long ago, or before the program started anew.</summary>
    Stale,

    /// <summary>The provider has not let them in, or they have not let it tell.</summary>
    Denied,

    /// <summary>The provider does not answer, or not as one.</summary>
    Unreachable,

    /// <summary>What the provider says is not proven, or not for this console.</summary>
    Invalid,

    /// <summary>They are who they say, and have no role here.</summary>
    Refused,
}
