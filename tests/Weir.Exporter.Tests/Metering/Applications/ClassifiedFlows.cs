using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Tests.Metering.Applications;

/// <summary>Keeps of each record what it is of and its application.</summary>
internal sealed class ClassifiedFlows : IFlowSink
{
    public List<ClassifiedFlow> Flows { get; } = [];

    public void Write(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            Flows.Add(new(
                new(batch.Column(FlowColumns.Proto)[row], batch.Column(FlowColumns.SrcAddr)[row].ToString(), Port(batch, FlowColumns.SrcPort, row), batch.Column(FlowColumns.DstAddr)[row].ToString(), Port(batch, FlowColumns.DstPort, row)),
                batch.IsValid(FlowColumns.ApplicationId, row) ? batch.Column(FlowColumns.ApplicationId)[row] : null,
                batch.IsValid(FlowColumns.ApplicationName, row) ? Encoding.UTF8.GetString(batch.Text(FlowColumns.ApplicationName, row)) : null));
        }
    }

    private static int Port(FlowBatch batch, FlowColumn<ushort> column, int row) => batch.IsValid(column, row) ? batch.Column(column)[row] : 0;
}

/// <summary>A record: of which flow, and its application, if any.</summary>
internal sealed record ClassifiedFlow(Ends Of, uint? Application, string? Name);

/// <summary>The ends of a flow.</summary>
internal sealed record Ends(int Protocol, string Source, int SourcePort, string Destination, int DestinationPort)
{
    public Ends Reverse() => new(Protocol, Destination, DestinationPort, Source, SourcePort);
}
