namespace Weir.Wire.Templates;

/// <summary>Where each field of a template stands in a record, whichever id the template has: compiled once, used for each data set.</summary>
public sealed class TemplateLayout
{
    private TemplateLayout(TemplateRecord template, int[] offsets, int minimumLength, int firstVariable)
    {
        Fields = template.Fields;
        ScopeFieldCount = template.ScopeFieldCount;
        Offsets = offsets;
        MinimumLength = minimumLength;
        FirstVariable = firstVariable;
    }

    /// <summary>The fields in the order of the record, scope fields first.</summary>
    public FieldSpecifier[] Fields { get; }

    /// <summary>How many of the fields are scope.</summary>
    public int ScopeFieldCount { get; }

    /// <summary>
    /// Octets from a record's start to each field, right for the fields up to and including the first variable-length one;
    /// -1 for those behind it, whose place differs from record to record.
    /// </summary>
    public int[] Offsets { get; }

    /// <summary>Octets of the shortest record: all of it where no field is variable; one length octet counted for each that is.</summary>
    public int MinimumLength { get; }

    /// <summary>Index of the first variable-length field; the number of fields where there is none.</summary>
    public int FirstVariable { get; }

    /// <summary>Whether all records are <see cref="MinimumLength"/> octets.</summary>
    public bool IsFixedLength => FirstVariable == Fields.Length;

    /// <summary>Compiles a template. Returns <see langword="null"/> where its records would have no octets.</summary>
    public static TemplateLayout? TryCompile(TemplateRecord template)
    {
        FieldSpecifier[] fields = template.Fields;
        int[] offsets = new int[fields.Length];
        int length = 0;
        int firstVariable = fields.Length;
        for (int i = 0; i < fields.Length; i++)
        {
            offsets[i] = firstVariable < i ? -1 : length;
            if (fields[i].IsVariable)
            {
                firstVariable = Math.Min(firstVariable, i);
                length += 1;
            }
            else
            {
                length += fields[i].Length;
            }
        }

        return length == 0 ? null : new TemplateLayout(template, offsets, length, firstVariable);
    }
}
