using Weir.Collector.Journal;
using Weir.Collector.Listening;

namespace Weir.Collector.Collecting;

/// <summary>
/// The journal as one of several receiving threads sees it: from the first datagram of a batch to its commit the thread has the journal
/// to itself. While it waits for datagrams, or takes them from the kernel, the others have their turn.
/// </summary>
internal sealed class JournalTurn(JournalWriter journal, Lock gate) : IDatagramSink, IDisposable
{
    private bool _isMine;

    /// <inheritdoc/>
    public void Accept(in ReceivedDatagram datagram)
    {
        Begin();
        journal.Accept(in datagram);
    }

    /// <summary>Writes what was gathered, and ends the turn. To be called while idle too.</summary>
    public void Commit()
    {
        Begin();
        journal.Commit();
        Dispose();
    }

    /// <summary>Ends the turn, also where the journal failed within it.</summary>
    public void Dispose()
    {
        if (!_isMine) return;
        _isMine = false;
        gate.Exit();
    }

    private void Begin()
    {
        if (_isMine) return;
        gate.Enter();
        _isMine = true;
    }
}
