using System.Buffers.Binary;
using Weir.Collector.Decoding;
using Weir.Wire.Elements;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions.Sampling;

/// <summary>
/// Reads sampling rates from the records of one options template, in whichever of the ways exporters have:
/// <list type="bullet">
/// <item>NetFlow v9: samplingInterval (34) of the system or of an interface; samplerId (48) with samplerRandomInterval (50);</item>
/// <item>PSAMP (RFC 5477 section 8.2): selectorId (302) with 305 and 306 packets, 307 and 308 microseconds, 309 out of 310, or the
/// probability 311; and selection sequences (RFC 5476 section 6.5.1), whose rate is the product of their selectors'.</item>
/// </list>
/// </summary>
internal sealed class SamplingTemplate
{
    private readonly TemplateLayout _layout;
    private readonly SamplingRole[] _roles;
    private readonly bool _tellsRate;

    private SamplingTemplate(TemplateLayout layout, SamplingRole[] roles, bool tellsRate)
    {
        _layout = layout;
        _roles = roles;
        _tellsRate = tellsRate;
    }

    /// <summary>Compiles an options template; <see langword="null"/> where its records say nothing of sampling.</summary>
    public static SamplingTemplate? TryCompile(TemplateLayout layout, bool isNetFlowV9)
    {
        SamplingRole[] roles = [.. layout.Fields.Select((field, i) => SamplingRoles.Of(field, i < layout.ScopeFieldCount, isNetFlowV9))];
        bool tellsRate = roles.Any(role => role >= SamplingRole.Interval);
        bool tellsSequence = roles.Contains(SamplingRole.SelectionSequence) && roles.Contains(SamplingRole.Selector);
        return tellsRate || tellsSequence ? new(layout, roles, tellsRate) : null;
    }

    /// <summary>Gives a table the rates that the records of a set tell.</summary>
    /// <param name="set">The set.</param>
    /// <param name="domain">The observation domain they came in.</param>
    /// <param name="table">Where rates go.</param>
    /// <param name="keep">Whether the records themselves are kept.</param>
    /// <returns>Rates that there was no room for.</returns>
    public int Learn(in MessageSet set, uint domain, SamplingTable table, bool keep)
    {
        int refused = 0;
        var walker = new RecordWalker(_layout, set.Content);
        while (walker.HasRecord)
        {
            ReadOnlySpan<byte> from = walker.Rest;
            if (!TryRead(ref walker, domain, table, out ToldRate told)) break;
            ReadOnlySpan<byte> record = keep ? from[..(from.Length - walker.Rest.Length)] : default;
            if (told.Rate != 0 && !table.TryTell(told, set.Id, record)) refused++;
        }

        return refused;
    }

    private bool TryRead(ref RecordWalker walker, uint domain, SamplingTable table, out ToldRate told)
    {
        told = default;
        var values = new SamplingValues();
        SamplerKey key = new(domain, SamplerKind.Domain, 0);
        bool isExporterWide = false;
        ulong product = 1;
        for (int i = 0; i < _roles.Length; i++)
        {
            if (!walker.TryReadField(i, out ReadOnlySpan<byte> octets)) return false;
            if (_roles[i] == SamplingRole.Probability && ElementValue.TryReadFloat(octets, out double probability)) values.Probability = probability;
            if (_roles[i] == SamplingRole.None || !ElementValue.TryReadUnsigned(octets, out ulong value)) continue;
            switch (_roles[i])
            {
                case SamplingRole.Selector when _tellsRate:
                    key = key with { Kind = SamplerKind.Selector, Id = value };
                    break;
                case SamplingRole.Selector:
                    product = Times(product, table.Find(new(domain, SamplerKind.Selector, value)));
                    break;
                case SamplingRole.SelectionSequence when !_tellsRate || key.Kind != SamplerKind.Selector:
                    key = key with { Kind = SamplerKind.SelectionSequence, Id = value };
                    break;
                case SamplingRole.Interface when key.Kind is SamplerKind.Domain or SamplerKind.Template:
                    key = key with { Kind = SamplerKind.Interface, Id = value };
                    break;
                case SamplingRole.Template when key.Kind == SamplerKind.Domain:
                    key = key with { Kind = SamplerKind.Template, Id = value };
                    break;
                case SamplingRole.Domain:
                    key = key with { ObservationDomainId = (uint)value };
                    break;
                case SamplingRole.Exporter:
                    isExporterWide = true;
                    break;
                default:
                    values.Set(_roles[i], value);
                    break;
            }
        }

        told = new(key, _tellsRate ? values.Rate : (uint)Math.Min(product, uint.MaxValue), isExporterWide && key.Kind == SamplerKind.Domain);
        return true;
    }

    // A chain with a selector that is not known has no known rate.
    private static ulong Times(ulong product, uint rate) => product > uint.MaxValue ? product : product * rate;
}
