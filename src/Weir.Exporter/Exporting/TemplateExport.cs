using System.Runtime.CompilerServices;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Exporter.Exporting;

/// <summary>What IPFIX and NetFlow v9 have in common: templates that come first and again, data sets by IP version, options records.</summary>
/// <typeparam name="TWriter">Writes messages of the protocol.</typeparam>
internal abstract class TemplateExport<TWriter> : IProtocolExport
    where TWriter : struct, ITemplateMessageWriter<TWriter>, allows ref struct
{
    /// <summary>Records encoded together: many more than a message holds, for each column costs a start; few enough for the first-level cache.</summary>
    private const int RowsAtOnce = 128;

    private readonly TemplateScheduler _templates;
    private readonly OptionsReport[] _reports;
    private readonly OptionsReport[] _counterReports;
    private readonly OptionsPacer _options;
    private readonly ushort[] _rows = new ushort[FlowBatch.Capacity];
    private readonly byte[] _records;
    private readonly byte[] _textRecord;
    private readonly byte[] _record = new byte[OptionsReport.MaxRecordLength];
    private readonly int _headerSize;

    // Rows of the message that is being made: from here up to where its adding has come.
    private int _first;
    private int _next;

    // Rows before these have been sent; those from here to the first one of the message wait in the run.
    private int _run;

    protected TemplateExport(CollectorOptions options, MessageOutlet outlet, int headerSize, OptionsReport[] reports, OptionsReport[] counterReports)
    {
        Options = options;
        Outlet = outlet;
        _headerSize = headerSize;
        _templates = new TemplateScheduler(outlet.Clock, options.TemplateRefresh, options.TemplateRefreshMessages);
        _options = new OptionsPacer(outlet.Clock, options, reports);
        _reports = reports;
        _counterReports = counterReports;
        Ipv4 = ExportTemplate.Build(options.Columns, ipv6: false, options.Protocol);
        Ipv6 = ExportTemplate.Build(options.Columns, ipv6: true, options.Protocol);
        _records = new byte[RowsAtOnce * Math.Max(Ipv4.RecordLength, Ipv6.RecordLength)];
        _textRecord = Ipv6.Texts.Length == 0 ? [] : new byte[Math.Max(Ipv4.RecordLength, Ipv6.RecordLength) + Ipv6.Texts.Length * (1 + RecordEncoder.MaxText)];
    }

    /// <summary>A message must hold both templates and a record, or nothing could ever be sent.</summary>
    public int ShortestMessage =>
        _headerSize + 2 * IpfixSet.HeaderSize + 2 * Ipv6.TemplateLength + Ipv6.RecordLength + Ipv6.Texts.Length + sizeof(uint);

    protected CollectorOptions Options { get; }

    protected MessageOutlet Outlet { get; }

    protected ExportTemplate Ipv4 { get; }

    protected ExportTemplate Ipv6 { get; }

    public void WriteFlows(FlowBatch batch, int start, int count)
    {
        int ipv4 = Part(batch, start, count);
        _run = _first = _next = 0;
        TWriter message = Begin(out bool withTemplates);
        Add(Ipv4, batch, ipv4, ref message, ref withTemplates);
        Add(Ipv6, batch, count, ref message, ref withTemplates);
        Send(batch, ref message, withTemplates);
        SendRun(batch);
    }

    public void WriteInterfaces(ReadOnlySpan<NetworkInterface> interfaces)
    {
        foreach (OptionsReport report in _counterReports)
        {
            int records = report.Take(interfaces);
            for (int at = 0; at < records;) at = SendOptions(report, at, records);
        }
    }

    public void SendDue()
    {
        if (_options.TryNext(out OptionsReport? report, out int at, out int records)) _options.OnSent(SendOptions(report, at, records));
    }

    public void SendOptions(bool samplersOnly)
    {
        // A report that is being sent in parts is begun again, for its list is taken anew here.
        _options.Rewind();
        foreach (OptionsReport report in _reports)
        {
            if (samplersOnly && !report.IsOfSamplers) continue;
            int records = report.Take();
            for (int at = 0; at < records;) at = SendOptions(report, at, records);
        }
    }

    public void Refresh()
    {
        _templates.Restart();
        _options.Restart();
    }

    /// <summary>Ends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="steps">By how much it moves the sequence on.</param>
    /// <returns>Its octets.</returns>
    protected abstract ReadOnlySpan<byte> Finish(ref TWriter message, out int steps);

    /// <summary>A message begins.</summary>
    protected virtual void OnBegin()
    {
    }

    /// <summary>How many of the rows the message that is being made can take, room apart; 0 where the first has to begin the next one.</summary>
    protected virtual int Fitting(FlowBatch batch, ReadOnlySpan<ushort> rows) => rows.Length;

    /// <summary>Writes into encoded records what the encoder leaves out.</summary>
    protected virtual void Complete(ExportTemplate template, FlowBatch batch, ReadOnlySpan<ushort> rows, Span<byte> records)
    {
    }

    private void Add(ExportTemplate template, FlowBatch batch, int end, ref TWriter message, ref bool withTemplates)
    {
        while (_next < end)
        {
            int begin = _next;
            int blockEnd = Math.Min(end, begin + RowsAtOnce);
            Span<byte> encoded = _records.AsSpan(0, (blockEnd - begin) * template.RecordLength);
            RecordEncoder.Encode(template, batch, _rows.AsSpan(begin, blockEnd - begin), encoded);
            if (template.Texts.Length > 0)
            {
                AddOneByOne(template, batch, encoded, blockEnd, ref message, ref withTemplates);
                continue;
            }

            while (true)
            {
                ReadOnlySpan<ushort> rows = _rows.AsSpan(_next, blockEnd - _next);
                int count = message.ReserveRecords(template.Record.TemplateId, template.RecordLength, Fitting(batch, rows), out Span<byte> records);
                encoded.Slice((_next - begin) * template.RecordLength, records.Length).CopyTo(records);
                Complete(template, batch, rows[..count], records);
                _next += count;
                if (_next == blockEnd) break;

                // Full; what is left begins the next message.
                Send(batch, ref message, withTemplates);
                message = Begin(out withTemplates);
            }
        }
    }

    // Records with texts differ in length. One that no message can hold goes without them.
    private void AddOneByOne(ExportTemplate template, FlowBatch batch, ReadOnlySpan<byte> encoded, int end, ref TWriter message, ref bool withTemplates)
    {
        for (int at = 0; _next < end; at += template.RecordLength)
        {
            encoded.Slice(at, template.RecordLength).CopyTo(_textRecord);
            int texts = RecordEncoder.EncodeTexts(template, batch, _rows[_next], _textRecord.AsSpan(template.RecordLength));
            ReadOnlySpan<byte> record = _textRecord.AsSpan(0, template.RecordLength + texts);
            if (!message.TryWriteRecord(template.Record.TemplateId, record))
            {
                Send(batch, ref message, withTemplates);
                message = Begin(out withTemplates);
                if (!message.TryWriteRecord(template.Record.TemplateId, record))
                {
                    _textRecord.AsSpan(template.RecordLength, template.Texts.Length).Clear();
                    message.TryWriteRecord(template.Record.TemplateId, _textRecord.AsSpan(0, template.RecordLength + template.Texts.Length));
                }
            }

            _next++;
        }
    }

    private TWriter Begin(out bool withTemplates)
    {
        OnBegin();
        // The path may have got narrower than the templates; the transport then says that the message is too long.
        TWriter message = TWriter.Begin(Outlet.Buffer(ShortestMessage));
        withTemplates = _templates.IsDue;
        if (!withTemplates) return message;
        message.TryWriteTemplate(Ipv4.Record);
        message.TryWriteTemplate(Ipv6.Record);
        return message;
    }

    private void Send(FlowBatch batch, ref TWriter message, bool withTemplates)
    {
        ReadOnlySpan<byte> octets = Finish(ref message, out int steps);
        // Whether templates went out decides when they go out again, so they do not wait for a run.
        if (withTemplates || !TryAddToRun(octets, steps))
        {
            SendRun(batch);
            if (withTemplates || !TryAddToRun(octets, steps)) SendAtOnce(batch, octets, steps, withTemplates);
        }

        _first = _next;
    }

    private bool TryAddToRun(ReadOnlySpan<byte> octets, int steps)
    {
        if (!Outlet.TryAddToRun(octets, _next - _first, steps)) return false;
        _templates.OnSent(withTemplates: false);
        return true;
    }

    private void SendRun(FlowBatch batch)
    {
        if (Outlet.SendRun() != SendResult.Sent) Outlet.Metrics.OnNotSent(batch, _rows.AsSpan(_run, _first - _run), Outlet.Clock.GetUtcNow());
        _run = _first;
    }

    private void SendAtOnce(FlowBatch batch, ReadOnlySpan<byte> octets, int steps, bool withTemplates)
    {
        SendResult result = Outlet.Send(octets, _next - _first, steps);
        if (result != SendResult.Sent) Outlet.Metrics.OnNotSent(batch, _rows.AsSpan(_first, _next - _first), Outlet.Clock.GetUtcNow());
        if (result == SendResult.Sent || !withTemplates) _templates.OnSent(withTemplates);
        _run = _next;
    }

    // A message of options begins with their template, so that it can be read whatever was lost before.
    private int SendOptions(OptionsReport report, int at, int records)
    {
        OnBegin();
        TWriter message = TWriter.Begin(Outlet.Buffer(ShortestMessage));
        message.TryWriteTemplate(report.Template);
        int begun = at;
        while (at < records && message.TryWriteRecord(report.Template.TemplateId, _record.AsSpan(0, report.Encode(at, _record)))) at++;
        ReadOnlySpan<byte> octets = Finish(ref message, out int steps);
        Outlet.Send(octets, records: 0, steps);
        return at == begun ? records : at;
    }

    // Row numbers of IPv4 records first, then those of the others, in the order of the batch. Returns how many are IPv4.
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
