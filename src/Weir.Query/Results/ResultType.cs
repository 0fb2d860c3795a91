namespace Weir.Query.Results;

/// <summary>What the values of a column of an answer are, and which property of a <see cref="ResultValue"/> gives them.</summary>
public enum ResultType : byte
{
    /// <summary><see cref="ResultValue.Unsigned"/>.</summary>
    Unsigned,

    /// <summary><see cref="ResultValue.Signed"/>.</summary>
    Signed,

    /// <summary><see cref="ResultValue.Wide"/>.</summary>
    Wide,

    /// <summary><see cref="ResultValue.Real"/>.</summary>
    Real,

    /// <summary><see cref="ResultValue.IsTrue"/>.</summary>
    Boolean,

    /// <summary><see cref="ResultValue.TimeNs"/>.</summary>
    Time,

    /// <summary>Nanoseconds: <see cref="ResultValue.Signed"/>.</summary>
    Duration,

    /// <summary><see cref="ResultValue.Address"/>.</summary>
    Address,

    /// <summary><see cref="ResultValue.Address"/>, the first of the prefix; <see cref="ResultColumn.PrefixText"/> writes it.</summary>
    Prefix,

    /// <summary><see cref="ResultValue.Mac"/>.</summary>
    Mac,

    /// <summary><see cref="ResultValue.Text"/>.</summary>
    Text,
}
