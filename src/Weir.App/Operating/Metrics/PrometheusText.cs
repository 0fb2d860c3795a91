using System.Globalization;
using System.Text;

namespace Weir.App.Operating.Metrics;

/// <summary>
/// Prometheus's text format 0.0.4: HELP and TYPE before the samples of each name, label values escaped, lines end with \n.
/// </summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Begins a metric: its samples follow.</summary>
    public PrometheusText Begin(Instrument instrument)
    {
        _text.Append("# HELP ").Append(instrument.Name).Append(' ');
        Escape(instrument.Help, quotes: false);
        _text.Append("\n# TYPE ").Append(instrument.Name).Append(' ').Append(TypeOf(instrument.Kind)).Append('\n');
        return this;
    }

    /// <summary>A sample of a metric that was begun.</summary>
    public PrometheusText Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        for (int i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            Escape(labels[i].Value, quotes: true);
            _text.Append('"');
        }

        if (labels.Length > 0) _text.Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    private static string TypeOf(InstrumentKind kind) => kind switch
    {
        InstrumentKind.Counter => "counter",
        InstrumentKind.Gauge => "gauge",
        _ => "histogram",
    };

    private void Escape(string text, bool quotes)
    {
        foreach (char letter in text)
        {
            if (letter == '\n') _text.Append("\\n");
            else if (letter == '\\' || (letter == '"' && quotes)) _text.Append('\\').Append(letter);
            else _text.Append(letter);
        }
    }
}
