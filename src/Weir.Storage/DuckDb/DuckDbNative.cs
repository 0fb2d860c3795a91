using System.Runtime.InteropServices;

namespace Weir.Storage.DuckDb;

/// <summary>What DuckDB's C functions answer.</summary>
internal enum DuckDbState
{
    Success = 0,
    Error = 1,
}

/// <summary>The functions of DuckDB's C API (duckdb.h, 1.5) that the product calls, and no others.</summary>
internal static unsafe partial class DuckDbNative
{
    private const string Library = DuckDbLibrary.Name;

    // Databases and connections.
    [LibraryImport(Library, EntryPoint = "duckdb_create_config")]
    internal static partial DuckDbState CreateConfig(out nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState SetConfig(nint config, string name, string value);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_config")]
    internal static partial void DestroyConfig(ref nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Open(string? path, out nint database, nint config, out nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    internal static partial void Close(ref nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    internal static partial DuckDbState Connect(DuckDbDatabaseHandle database, out nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    internal static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_interrupt")]
    internal static partial void Interrupt(DuckDbConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    internal static partial void Free(nint memory);

    // Statements.
    [LibraryImport(Library, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Query(DuckDbConnectionHandle connection, string sql, DuckDbResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState Prepare(DuckDbConnectionHandle connection, string sql, out nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_error")]
    internal static partial nint PrepareError(DuckDbStatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_prepare")]
    internal static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_uint64")]
    internal static partial DuckDbState BindUInt64(DuckDbStatementHandle statement, ulong index, ulong value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_int64")]
    internal static partial DuckDbState BindInt64(DuckDbStatementHandle statement, ulong index, long value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_double")]
    internal static partial DuckDbState BindDouble(DuckDbStatementHandle statement, ulong index, double value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_varchar", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState BindText(DuckDbStatementHandle statement, ulong index, string value);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_prepared")]
    internal static partial DuckDbState ExecutePrepared(DuckDbStatementHandle statement, DuckDbResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_prepared_streaming")]
    internal static partial DuckDbState ExecutePreparedStreaming(DuckDbStatementHandle statement, DuckDbResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_extract_statements", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ulong ExtractStatements(DuckDbConnectionHandle connection, string sql, out nint extracted);

    [LibraryImport(Library, EntryPoint = "duckdb_extract_statements_error")]
    internal static partial nint ExtractError(nint extracted);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_extracted")]
    internal static partial void DestroyExtracted(ref nint extracted);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_extracted_statement")]
    internal static partial DuckDbState PrepareExtracted(DuckDbConnectionHandle connection, nint extracted, ulong index, out nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_type")]
    internal static partial DuckDbStatementType StatementType(DuckDbStatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_count")]
    internal static partial ulong StatementColumnCount(DuckDbStatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_name")]
    internal static partial nint StatementColumnName(DuckDbStatementHandle statement, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_type")]
    internal static partial DuckDbType StatementColumnType(DuckDbStatementHandle statement, ulong column);

    // Results.
    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    internal static partial void DestroyResult(nint result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    internal static partial nint ResultError(DuckDbResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error_type")]
    internal static partial DuckDbErrorType ResultErrorType(DuckDbResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_count")]
    internal static partial ulong ColumnCount(DuckDbResultHandle result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_name")]
    internal static partial nint ColumnName(DuckDbResultHandle result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_column_type")]
    internal static partial DuckDbType ColumnType(DuckDbResultHandle result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_fetch_chunk")]
    internal static partial nint FetchChunk(DuckDbResultStruct result);

    // Data chunks and vectors.
    [LibraryImport(Library, EntryPoint = "duckdb_create_logical_type")]
    internal static partial nint CreateLogicalType(DuckDbType type);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_logical_type")]
    internal static partial void DestroyLogicalType(ref nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_data_chunk")]
    internal static partial nint CreateDataChunk(nint* types, ulong columns);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_data_chunk")]
    internal static partial void DestroyDataChunk(ref nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_reset")]
    internal static partial void ResetDataChunk(DuckDbChunkHandle chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    internal static partial nint ChunkVector(DuckDbChunkHandle chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    internal static partial ulong ChunkSize(DuckDbChunkHandle chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_set_size")]
    internal static partial void SetChunkSize(DuckDbChunkHandle chunk, ulong size);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
    internal static partial void* VectorData(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_validity")]
    internal static partial ulong* VectorValidity(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    internal static partial void EnsureValidityWritable(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_assign_string_element_len")]
    internal static partial void AssignText(nint vector, ulong row, byte* text, ulong length);

    // Appending.
    [LibraryImport(Library, EntryPoint = "duckdb_appender_create", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial DuckDbState CreateAppender(DuckDbConnectionHandle connection, string? schema, string table, out nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_error")]
    internal static partial nint AppenderError(DuckDbAppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_flush")]
    internal static partial DuckDbState FlushAppender(DuckDbAppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_destroy")]
    internal static partial DuckDbState DestroyAppender(ref nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_append_data_chunk")]
    internal static partial DuckDbState AppendDataChunk(DuckDbAppenderHandle appender, DuckDbChunkHandle chunk);

    // Table functions.
    [LibraryImport(Library, EntryPoint = "duckdb_create_table_function")]
    internal static partial nint CreateTableFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_table_function")]
    internal static partial void DestroyTableFunction(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetTableFunctionName(nint function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_add_parameter")]
    internal static partial void AddTableFunctionParameter(nint function, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_extra_info")]
    internal static partial void SetTableFunctionInfo(nint function, nint info, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_bind")]
    internal static partial void SetTableFunctionBind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_init")]
    internal static partial void SetTableFunctionInit(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_function")]
    internal static partial void SetTableFunctionFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> read);

    [LibraryImport(Library, EntryPoint = "duckdb_register_table_function")]
    internal static partial DuckDbState RegisterTableFunction(DuckDbConnectionHandle connection, nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_extra_info")]
    internal static partial nint BindInfo(nint info);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_parameter")]
    internal static partial nint BindParameter(nint info, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_add_result_column", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void AddResultColumn(nint info, string name, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_cardinality")]
    internal static partial void SetCardinality(nint info, ulong rows, [MarshalAs(UnmanagedType.U1)] bool isExact);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_bind_data")]
    internal static partial void SetBindData(nint info, nint data, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_set_error", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetBindError(nint info, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_init_get_bind_data")]
    internal static partial nint InitBindData(nint info);

    [LibraryImport(Library, EntryPoint = "duckdb_init_set_max_threads")]
    internal static partial void SetMaxThreads(nint info, ulong threads);

    [LibraryImport(Library, EntryPoint = "duckdb_function_get_bind_data")]
    internal static partial nint FunctionBindData(nint info);

    [LibraryImport(Library, EntryPoint = "duckdb_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetFunctionError(nint info, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_get_int64")]
    internal static partial long GetInt64(nint value);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_value")]
    internal static partial void DestroyValue(ref nint value);
}

/// <summary>duckdb_result as duckdb.h lays it out; only <c>internal_data</c> is in use today.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbResultStruct
{
    internal ulong DeprecatedColumnCount;
    internal ulong DeprecatedRowCount;
    internal ulong DeprecatedRowsChanged;
    internal nint DeprecatedColumns;
    internal nint DeprecatedErrorMessage;
    internal nint InternalData;
}
