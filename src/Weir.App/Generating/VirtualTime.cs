namespace Weir.App.Generating;

/// <summary>A clock that goes on by what is waited for, and does not wait.</summary>
internal sealed class VirtualTime(DateTimeOffset begin) : TimeProvider
{
    private TimeSpan _passed;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => begin + _passed;

    /// <inheritdoc/>
    public override long GetTimestamp() => _passed.Ticks;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time) => _passed += time;
}
