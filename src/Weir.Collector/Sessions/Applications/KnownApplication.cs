namespace Weir.Collector.Sessions.Applications;

/// <summary>An application that an exporter named.</summary>
/// <param name="Name">Its name, in UTF-8.</param>
/// <param name="Size">Octets of the record that told it.</param>
/// <param name="Record">The record, where records are kept; else its octets are empty.</param>
internal readonly record struct KnownApplication(byte[] Name, int Size, KeptRecord Record);
