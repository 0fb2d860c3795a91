namespace Weir.Testing;

/// <summary>The directory that holds Weir.slnx.</summary>
public static class RepositoryRoot
{
    /// <summary>Its path, found by walking up from the running tests.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "Weir.slnx"))) return directory.FullName;
        throw new DirectoryNotFoundException($"no Weir.slnx above {AppContext.BaseDirectory}");
    }
}
