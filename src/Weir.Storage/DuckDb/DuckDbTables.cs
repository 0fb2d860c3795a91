using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Storage.DuckDb;

/// <summary>
/// Tables of the program's own that statements of a database can read while they are offered: a table function of DuckDB's C API, whose argument
/// tells which. What is read once need not be appended to a table of DuckDB's first, which keeps statistics of every column.
/// </summary>
internal sealed unsafe class DuckDbTables
{
    private const string Function = "weir_offered";

    private readonly Dictionary<long, IDuckDbTable> _offered = [];
    private readonly Lock _gate = new();
    private long _last;

    private DuckDbTables()
    {
    }

    /// <summary>Makes tables known to a database, once.</summary>
    /// <exception cref="DuckDbException">DuckDB refused.</exception>
    internal static DuckDbTables Of(DuckDbDatabase database)
    {
        var tables = new DuckDbTables();
        nint function = DuckDbNative.CreateTableFunction();
        nint number = DuckDbNative.CreateLogicalType(DuckDbType.BigInt);
        DuckDbNative.SetTableFunctionName(function, Function);
        DuckDbNative.AddTableFunctionParameter(function, number);
        // Held until DuckDB forgets the function, which is when the database is closed.
        DuckDbNative.SetTableFunctionInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(tables)), &Free);
        DuckDbNative.SetTableFunctionBind(function, &Bind);
        DuckDbNative.SetTableFunctionInit(function, &Begin);
        DuckDbNative.SetTableFunctionFunction(function, &Read);
        using DuckDbConnection connection = database.Connect();
        bool isKnown = connection.Register(function);
        DuckDbNative.DestroyLogicalType(ref number);
        DuckDbNative.DestroyTableFunction(ref function);
        return isKnown ? tables : throw new DuckDbException("DuckDB does not take a table function");
    }

    /// <summary>Lends a table to statements.</summary>
    /// <returns>What stands for it behind FROM; and what ends the loan.</returns>
    internal Offer Lend(IDuckDbTable table)
    {
        lock (_gate)
        {
            _offered.Add(++_last, table);
            return new(this, _last);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            nint value = DuckDbNative.BindParameter(info, 0);
            long number = DuckDbNative.GetInt64(value);
            DuckDbNative.DestroyValue(ref value);
            var tables = (DuckDbTables)GCHandle.FromIntPtr(DuckDbNative.BindInfo(info)).Target!;
            IDuckDbTable? table;
            lock (tables._gate) table = tables._offered.GetValueOrDefault(number);
            if (table is null) throw new DuckDbException($"no table {number} is offered");
            foreach ((string name, DuckDbType type) in table.Columns)
            {
                nint logical = DuckDbNative.CreateLogicalType(type);
                DuckDbNative.AddResultColumn(info, name, logical);
                DuckDbNative.DestroyLogicalType(ref logical);
            }

            DuckDbNative.SetCardinality(info, (ulong)table.Rows, true);
            DuckDbNative.SetBindData(info, GCHandle.ToIntPtr(GCHandle.Alloc(new Scan(table))), &Free);
        }
        catch (Exception e)
        {
            DuckDbNative.SetBindError(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Begin(nint info)
    {
        ((Scan)GCHandle.FromIntPtr(DuckDbNative.InitBindData(info)).Target!).Next = 0;
        DuckDbNative.SetMaxThreads(info, 1);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Read(nint info, nint pointer)
    {
        try
        {
            var scan = (Scan)GCHandle.FromIntPtr(DuckDbNative.FunctionBindData(info)).Target!;
            if (scan.Next >= scan.Table.Rows) return;
            using DuckDbChunk chunk = DuckDbChunk.Borrow(pointer, scan.Table.Columns.Count);
            scan.Table.Read(chunk, scan.Next);
            scan.Next += DuckDbChunk.Capacity;
        }
        catch (Exception e)
        {
            DuckDbNative.SetFunctionError(info, e.Message);
        }
    }

    /// <summary>A table on loan; disposed of, no statement finds it any more.</summary>
    internal readonly struct Offer(DuckDbTables tables, long number) : IDisposable
    {
        /// <summary>SQL for it, behind FROM.</summary>
        public string Sql => string.Create(CultureInfo.InvariantCulture, $"{Function}({number})");

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (tables._gate) tables._offered.Remove(number);
        }
    }

    private sealed class Scan(IDuckDbTable table)
    {
        public IDuckDbTable Table { get; } = table;

        public long Next { get; set; }
    }
}
