namespace Weir.Testing;

/// <summary>Where the repository stands: the nearest folder above the tests that holds Weir.slnx.</summary>
public static class RepositoryRoot
{
    private static readonly string Root = Find();

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string Path(string fromRoot) => System.IO.Path.Combine(Root, fromRoot);

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "Weir.slnx"))) return at.FullName;
        }

        throw new DirectoryNotFoundException($"no Weir.slnx above {AppContext.BaseDirectory}");
    }
}
