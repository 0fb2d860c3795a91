using System.Globalization;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Query.Binding;

/// <summary>Reads addresses and prefixes: <c>192.0.2.1</c>, <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>.</summary>
internal static class AddressValue
{
    /// <exception cref="FilterException">The value is neither.</exception>
    internal static AddressRange Read(FilterField field, ValueText value)
    {
        ReadOnlySpan<char> text = value.Text;
        int slash = text.IndexOf('/');
        if (!IpAddress.TryParse(slash < 0 ? text : text[..slash], out IpAddress address))
            throw new FilterException($"'{value.Text}' at column {value.Span.Column} is not an address: '{field.Phrase}' takes 192.0.2.1, 10.0.0.0/8, 2001:db8::1 or 2001:db8::/32", value.Span);
        if (slash < 0) return new(address, address);
        // By how it is written: ::ffff:0:0/96 is all of IPv4.
        bool dotted = !text.Contains(':');
        int longest = dotted ? 32 : 128;
        if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > longest)
            throw new FilterException($"'{value.Text}' at column {value.Span.Column} has no prefix length of 0 to {longest}", value.Span);
        return AddressRange.OfPrefix(address, dotted ? 96 + length : length);
    }
}
