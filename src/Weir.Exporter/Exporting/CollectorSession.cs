using System.Runtime.CompilerServices;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Exporting;

/// <summary>
/// One exporting session with one collector: its own templates, sequence, message buffer and counters. A message that
/// cannot be sent is counted and its records still count in the sequence, so that the collector sees the loss.
/// </summary>
public sealed class CollectorSession : IDisposable
{
    private readonly CollectorOptions _options;
    private readonly ITransport _transport;
    private readonly TimeProvider _clock;
    private readonly TemplateScheduler _templates;
    private readonly ExportTemplate _ipv4;
    private readonly ExportTemplate _ipv6;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(IpfixMessageWriter.MaxLength, pinned: true);
    private readonly ushort[] _rows = new ushort[FlowBatch.Capacity];
    private readonly MessageRun _run = new();

    /// <summary>A session that has sent nothing. Disposing of it disposes of the transport.</summary>
    public CollectorSession(CollectorOptions options, ITransport transport, TimeProvider clock)
    {
        _options = options;
        _transport = transport;
        _clock = clock;
        _templates = new TemplateScheduler(clock, options.TemplateRefresh, options.TemplateRefreshMessages);
        _ipv4 = ExportTemplate.Build(options.Columns, ipv6: false);
        _ipv6 = ExportTemplate.Build(options.Columns, ipv6: true);
        ArgumentOutOfRangeException.ThrowIfLessThan(transport.MaxMessageLength, ShortestMessage, nameof(transport));
    }

    public string Name => _options.Name;

    public ExportingMetrics Metrics { get; } = new();

    /// <summary>A message must hold both templates and a record, or nothing could ever be sent.</summary>
    private int ShortestMessage =>
        IpfixHeader.Size + 2 * IpfixSet.HeaderSize + 2 * sizeof(uint) * (1 + _ipv6.Fields.Length) + _ipv6.RecordLength;

    /// <summary>Sends records, in as few messages as hold them.</summary>
    /// <param name="batch">Where they are.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Rows.</param>
    public void Write(FlowBatch batch, int start, int count)
    {
        if (count == 0) return;
        int ipv4 = Part(batch, start, count);
        var message = Begin(out bool withTemplates);
        Add(_ipv4, batch, _rows.AsSpan(0, ipv4), ref message, ref withTemplates);
        Add(_ipv6, batch, _rows.AsSpan(ipv4, count - ipv4), ref message, ref withTemplates);
        Send(ref message, withTemplates);
        SendRun();
    }

    public void Dispose() => _transport.Dispose();

    private void Add(ExportTemplate template, FlowBatch batch, ReadOnlySpan<ushort> rows, ref IpfixMessageWriter message, ref bool withTemplates)
    {
        while (!rows.IsEmpty)
        {
            int count = message.ReserveRecords(template.Record.TemplateId, template.RecordLength, rows.Length, out Span<byte> records);
            RecordEncoder.Encode(template, batch, rows[..count], records);
            rows = rows[count..];
            if (rows.IsEmpty) return;

            // Full; what is left begins the next message.
            Send(ref message, withTemplates);
            message = Begin(out withTemplates);
        }
    }

    private IpfixMessageWriter Begin(out bool withTemplates)
    {
        // The path may have got narrower than the templates; the transport then says that the message is too long.
        var message = new IpfixMessageWriter(_buffer.AsSpan(0, Math.Max(_transport.MaxMessageLength, ShortestMessage)));
        withTemplates = _templates.IsDue;
        if (!withTemplates) return message;
        message.TryWriteTemplate(_ipv4.Record);
        message.TryWriteTemplate(_ipv6.Record);
        return message;
    }

    private void Send(ref IpfixMessageWriter message, bool withTemplates)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        int records = message.DataRecords;
        ReadOnlySpan<byte> octets = message.Finish((uint)now.ToUnixTimeSeconds(), Metrics.Sequence, _options.ObservationDomainId);
        Metrics.OnMessage(records);

        // Whether templates went out decides when they go out again, so they do not wait.
        if (withTemplates || _transport.MaxRunMessages == 1)
        {
            SendRun();
            SendResult result = _transport.Send(octets);
            Metrics.OnSent(result, 1, octets.Length, now);
            if (result != SendResult.Sent && withTemplates) return;
        }
        else if (!_run.TryAdd(octets, _transport.MaxRunMessages))
        {
            SendRun();
            _run.TryAdd(octets, _transport.MaxRunMessages);
        }

        _templates.OnSent(withTemplates);
    }

    private void SendRun()
    {
        if (_run.Messages == 0) return;
        SendResult result = _transport.SendRun(_run.Octets, _run.MessageLength);
        Metrics.OnSent(result, _run.Messages, _run.Octets.Length, _clock.GetUtcNow());
        _run.Clear();
    }

    // Row numbers of IPv4 records first, then those of the others, in the order of the batch. Returns how many are IPv4.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Part(FlowBatch batch, int start, int count)
    {
        ReadOnlySpan<IpAddress> sources = batch.Column(FlowColumns.SrcAddr);
        int ipv4 = 0;
        for (int row = start; row < start + count; row++)
        {
            if (sources[row].IsV4) _rows[ipv4++] = (ushort)row;
        }

        int next = ipv4;
        for (int row = start; row < start + count; row++)
        {
            if (!sources[row].IsV4) _rows[next++] = (ushort)row;
        }

        return ipv4;
    }
}
