using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.Query.Sql;

/// <summary>Groups that are known already, by their place; records of no such group have no place.</summary>
/// <param name="Dimensions">What they are groups of.</param>
/// <param name="Groups">A value for each dimension.</param>
public sealed record RankedAxis(IReadOnlyList<Dimension> Dimensions, IReadOnlyList<ResultValue[]> Groups);
