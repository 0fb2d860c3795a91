using Weir.Collector.Sessions.Applications;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding;

/// <summary>Gives records that tell their application by number alone the name that options records told for it.</summary>
internal static class ApplicationNaming
{
    /// <summary>Names the records of a block whose moves are done. A name in the record itself stays.</summary>
    /// <param name="field">The field that tells the number.</param>
    /// <param name="names">What the exporter calls them.</param>
    /// <param name="block">The records.</param>
    /// <param name="batch">Where they are.</param>
    public static void Name(OctetsField field, ApplicationNames names, in RecordBlock block, FlowBatch batch)
    {
        ReadOnlySpan<byte> last = default;
        ReadOnlySpan<byte> name = default;
        for (int i = 0; i < block.Count; i++)
        {
            if (batch.IsValid(FlowColumns.ApplicationName, block.Row + i)) continue;
            ReadOnlySpan<byte> id = field.Read(block, i);
            if (!id.SequenceEqual(last))
            {
                last = id;
                name = ApplicationKey.TryRead(id, out ApplicationKey key) ? names.Find(key) : default;
            }

            if (!name.IsEmpty) batch.SetText(FlowColumns.ApplicationName, block.Row + i, name);
        }
    }
}
