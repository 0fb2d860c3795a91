namespace Weir.App.Api.Access;

/// <summary>What somebody may do; each role may what those before it may. docs/adr/0015-access.md says what each is for.</summary>
internal enum Role
{
    /// <summary>Not signed in: may sign in, and no more.</summary>
    None,

    /// <summary>Sees answers whose addresses are cut to prefixes, and no names of people or programs.</summary>
    Viewer,

    /// <summary>Sees everything that was recorded.</summary>
    Analyst,

    /// <summary>Also says who may sign in, and reads who asked what.</summary>
    Admin,
}
