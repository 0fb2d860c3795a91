using System.Globalization;
using Weir.Query.Syntax;

namespace Weir.App.Output;

/// <summary>Values as people read them in a table.</summary>
internal static class ValueText
{
    private static readonly string[] Suffixes = ["", "k", "M", "G", "T", "P", "E"];

    public static string Of(object? value, ValueKind kind) => value is null ? "-" : value is OtherGroups ? value.ToString()! : kind switch
    {
        ValueKind.Octets => Scaled(Convert.ToDouble(value, CultureInfo.InvariantCulture)) + "B",
        ValueKind.Count => Scaled(Convert.ToDouble(value, CultureInfo.InvariantCulture)).TrimEnd(),
        ValueKind.Time => Time((long)value),
        ValueKind.Duration => ((long)value / 1e9).ToString("0.000", CultureInfo.InvariantCulture) + " s",
        ValueKind.Protocol => Protocol(Convert.ToByte(value, CultureInfo.InvariantCulture)),
        ValueKind.TcpFlags => TcpFlags(Convert.ToUInt16(value, CultureInfo.InvariantCulture)),
        ValueKind.Share => Share((double)value),
        ValueKind.Change => ((double)value * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + "%",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Three significant figures with a decimal suffix: <c>1.23 M</c>; whole numbers below ten thousand as they are.</summary>
    public static string Scaled(double value)
    {
        int power = 0;
        if (value >= 10_000)
        {
            while (value >= 999.5 && power < Suffixes.Length - 1)
            {
                value /= 1000;
                power++;
            }
        }

        string format = power == 0 ? "0.#" : value < 10 ? "0.00" : value < 100 ? "0.0" : "0";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Suffixes[power];
    }

    /// <summary>RFC 3339 in UTC with milliseconds.</summary>
    public static string Time(long nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The control bits in nfdump's order, a dot for each one that is clear.</summary>
    public static string TcpFlags(ushort bits) => string.Create(8, bits, static (text, bits) =>
    {
        const string letters = "CEUAPRSF";
        for (int i = 0; i < letters.Length; i++) text[i] = (bits & 0x80 >> i) != 0 ? letters[i] : '.';
    });

    private static string Protocol(byte number) => ProtocolNames.NameOf(number) ?? number.ToString(CultureInfo.InvariantCulture);

    private static string Share(double share)
    {
        const int width = 12;
        int full = (int)Math.Clamp(Math.Round(share * width), 0, width);
        return $"{share * 100,5:0.0}% {new string('█', full)}{new string('░', width - full)}";
    }
}
