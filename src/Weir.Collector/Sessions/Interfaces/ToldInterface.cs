namespace Weir.Collector.Sessions.Interfaces;

/// <summary>An interface that an exporter named.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Size">Octets that count against the budget.</param>
/// <param name="Teller">The session that told it.</param>
/// <param name="Record">The record that told it, where records are kept; else its octets are empty.</param>
internal readonly record struct ToldInterface(InterfaceName Name, int Size, SessionKey Teller, KeptRecord Record);
