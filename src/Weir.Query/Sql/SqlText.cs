using System.Globalization;
using System.Text;

namespace Weir.Query.Sql;

/// <summary>SQL as it is being written. Only constants of the product and names of columns are appended; values become parameters.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<SqlValue> _parameters = [];

    internal SqlText Append(string sql)
    {
        _text.Append(sql);
        return this;
    }

    internal SqlText Append(int number)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{number}");
        return this;
    }

    /// <summary>A parameter, cast to the type it is compared with so that the engine keeps the column as it is.</summary>
    internal SqlText Parameter(SqlValue value, string type)
    {
        _parameters.Add(value);
        _text.Append(CultureInfo.InvariantCulture, $"${_parameters.Count}::{type}");
        return this;
    }

    internal SqlStatement ToStatement() => new(_text.ToString(), [.. _parameters]);
}
