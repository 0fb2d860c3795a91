using System.Runtime.CompilerServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Enriching.Networks;

/// <summary>Writes texts of networks into a batch. A text that the batch has already is mostly not written again: where one is, is remembered until another takes its place.</summary>
internal sealed class BatchLabels
{
    // A power of two; more than there are countries.
    private const int Places = 512;

    private Remembered _remembered;

    /// <summary>Another batch begins.</summary>
    public void Begin() => _remembered = default;

    /// <summary>Gives a row a text.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="column">Which column.</param>
    /// <param name="row">Which row.</param>
    /// <param name="table">Has the text.</param>
    /// <param name="number">Its number.</param>
    public void Set(FlowBatch batch, FlowColumn<BatchText> column, int row, NetworkTable table, int number)
    {
        ref (int Number, BatchText Text) place = ref _remembered[number & (Places - 1)];
        if (place.Number == number)
        {
            batch.Set(column, row, place.Text);
            return;
        }

        batch.SetText(column, row, table.Text(number));
        place = (number, batch.Column(column)[row]);
    }

    [InlineArray(Places)]
    private struct Remembered
    {
        private (int Number, BatchText Text) _first;
    }
}
