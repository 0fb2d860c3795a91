using MaxMind.Db;

namespace Weir.Collector.Enriching.Networks;

/// <summary>What a database in MaxMind's format may say of a network, as far as it is read: each maker has keys and kinds of values of its own.</summary>
internal sealed class DatabaseRecord
{
    /// <summary>IPinfo: two letters.</summary>
    [MapKey("country_code")]
    public object? CountryCode { get; init; }

    /// <summary>MaxMind and DB-IP: a map with <c>iso_code</c>. IPinfo, before: two letters, or a name beside the code.</summary>
    [MapKey("country")]
    public object? Country { get; init; }

    /// <summary>MaxMind and DB-IP: a number.</summary>
    [MapKey("autonomous_system_number")]
    public object? SystemNumber { get; init; }

    /// <summary>IPinfo: AS and a number.</summary>
    [MapKey("asn")]
    public object? System { get; init; }
}
