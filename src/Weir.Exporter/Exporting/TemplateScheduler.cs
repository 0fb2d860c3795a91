namespace Weir.Exporter.Exporting;

/// <summary>
/// When a message has to begin with the templates. Over UDP nobody says whether they arrived, so the first messages all
/// do (RFC 7011 section 8.4: "multiple copies"), and later ones after a time or a number of messages.
/// </summary>
/// <param name="clock">Tells the time.</param>
/// <param name="refresh">Longest time between two sendings.</param>
/// <param name="refreshMessages">Most messages between two sendings; 0 is no limit.</param>
public sealed class TemplateScheduler(TimeProvider clock, TimeSpan refresh, int refreshMessages)
{
    /// <summary>Messages that begin with the templates before any rest: two may be lost.</summary>
    public const int FirstCopies = 3;

    private int _copies;
    private int _messages;
    private long _sent;

    /// <summary>Whether the next message has to begin with the templates.</summary>
    public bool IsDue =>
        _copies < FirstCopies
        || (refreshMessages > 0 && _messages >= refreshMessages)
        || clock.GetElapsedTime(_sent) >= refresh;

    /// <summary>A message went out.</summary>
    /// <param name="withTemplates">Whether it began with the templates.</param>
    public void OnSent(bool withTemplates)
    {
        if (!withTemplates)
        {
            _messages++;
            return;
        }

        if (_copies < FirstCopies) _copies++;
        _messages = 0;
        _sent = clock.GetTimestamp();
    }

    /// <summary>Begins anew: the collector knows nothing.</summary>
    public void Restart() => _copies = 0;
}
