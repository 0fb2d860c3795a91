namespace Weir.Storage.Parquet;

/// <summary>Kinds of values of Thrift's compact protocol. The first two are a value, too.</summary>
internal enum CompactKind
{
    /// <summary>No further field.</summary>
    Stop = 0,

    /// <summary>The value true.</summary>
    True = 1,

    /// <summary>The value false.</summary>
    False = 2,

    /// <summary>One octet.</summary>
    Byte = 3,

    /// <summary>A number of 16 bits.</summary>
    Int16 = 4,

    /// <summary>A number of 32 bits.</summary>
    Int32 = 5,

    /// <summary>A number of 64 bits.</summary>
    Int64 = 6,

    /// <summary>Eight octets.</summary>
    Double = 7,

    /// <summary>Octets or text.</summary>
    Binary = 8,

    /// <summary>Values of one kind.</summary>
    List = 9,

    /// <summary>As a list.</summary>
    Set = 10,

    /// <summary>Pairs of values.</summary>
    Map = 11,

    /// <summary>Fields, up to a stop.</summary>
    Struct = 12,
}
