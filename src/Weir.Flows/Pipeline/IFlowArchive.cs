namespace Weir.Flows.Pipeline;

/// <summary>
/// Where records are kept. Writing is by whole, named transactions, so that the same input written twice, after a crash
/// for instance, is there once.
/// </summary>
public interface IFlowArchive
{
    /// <summary>
    /// Begins the records that are to be kept under a name. Committing a name again replaces what it held.
    /// </summary>
    /// <param name="name">Letters, digits, hyphens; the same input must have the same name each time.</param>
    IFlowTransaction Begin(string name);
}

/// <summary>The records of one name on their way into an archive. Disposing without commit leaves the archive as it was.</summary>
public interface IFlowTransaction : IFlowSink, IDisposable
{
    /// <summary>Makes the records durable and visible. When it returns, no crash loses them.</summary>
    /// <exception cref="IOException">They could not be made durable; the archive is as it was.</exception>
    void Commit();
}
