using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

/// <summary>What no parser refuses, but what is wrong on some server, in some language or under some collation.</summary>
class TreeRules : TSqlFragmentVisitor
{
    /// <summary>Functions that a parser takes for any other function, and SQL Server 2016 does not have.</summary>
    static readonly HashSet<string> Newer = new(StringComparer.OrdinalIgnoreCase)
    {
        "STRING_AGG", "TRIM", "CONCAT_WS", "TRANSLATE", "GREATEST", "LEAST", "DATETRUNC", "DATE_BUCKET", "GENERATE_SERIES",
        "JSON_OBJECT", "JSON_ARRAY", "JSON_OBJECTAGG", "JSON_ARRAYAGG", "JSON_PATH_EXISTS", "JSON_CONTAINS", "APPROX_COUNT_DISTINCT",
        "BIT_COUNT", "GET_BIT", "SET_BIT", "LEFT_SHIFT", "RIGHT_SHIFT", "REGEXP_LIKE", "REGEXP_REPLACE", "REGEXP_SUBSTR", "CURRENT_DATE",
    };

    static readonly Regex DependsOnLanguage = new(@"^\d{4}-\d\d-\d\d($| )|^\d\d?[/.-]\d\d?[/.-]\d{4}");

    readonly List<(string Kind, int Line, string Fault)> found = [];

    public static IReadOnlyList<(string Kind, int Line, string Fault)> Of(TSqlFragment tree)
    {
        var rules = new TreeRules();
        tree.Accept(rules);
        foreach (var (line, fault) in CompileRules.Of((TSqlScript)tree)) rules.found.Add(("compile", line, fault));
        foreach (var (line, fault) in Collations.Of(tree)) rules.found.Add(("collation", line, fault));
        return rules.found;
    }

    public override void Visit(TSqlBatch batch)
    {
        var variables = Variables.Of(batch);
        foreach (var used in variables.Used.Where(used => !variables.Declared.Contains(used.Name)))
            if (variables.Declared.FirstOrDefault(name => name.Equals(used.Name, StringComparison.OrdinalIgnoreCase)) is string declared)
                Add("case", used, $"{used.Name} is declared as {declared}");
    }

    public override void Visit(TSqlStatement statement)
    {
        var after = statement.ScriptTokenStream.Skip(statement.LastTokenIndex + 1)
            .FirstOrDefault(token => token.TokenType is not (TSqlTokenType.WhiteSpace or TSqlTokenType.MultilineComment or TSqlTokenType.SingleLineComment));
        if (statement.ScriptTokenStream[statement.LastTokenIndex].TokenType == TSqlTokenType.Semicolon || after?.TokenType == TSqlTokenType.Semicolon) return;
        if (statement is BeginEndBlockStatement && after?.TokenType == TSqlTokenType.Else) return;
        if (statement is not LabelStatement) Add("semicolon", statement, $"{statement.GetType().Name} without ;");
    }

    public override void Visit(StringLiteral literal)
    {
        if (!literal.IsNational && literal.Value.Any(character => character > 127)) Add("literal", literal, $"'{literal.Value}' needs N");
        if (DependsOnLanguage.IsMatch(literal.Value)) Add("date", literal, $"'{literal.Value}' is another day in another language: write yyyyMMdd");
    }

    public override void Visit(FunctionCall call)
    {
        if (Newer.Contains(call.FunctionName.Value)) Add("newer", call, $"{call.FunctionName.Value} is newer than SQL Server 2016");
    }

    public override void Visit(CastCall cast) => Conversion(cast, cast.DataType, cast.Parameter, null);
    public override void Visit(TryCastCall cast) => Conversion(cast, cast.DataType, cast.Parameter, null);
    public override void Visit(ConvertCall convert) => Conversion(convert, convert.DataType, convert.Parameter, convert.Style);
    public override void Visit(TryConvertCall convert) => Conversion(convert, convert.DataType, convert.Parameter, convert.Style);

    public override void Visit(XmlDataTypeReference type) => Add("conversion", type, "xml");

    public override void Visit(SqlDataTypeReference type)
    {
        var isSized = type.SqlDataTypeOption is SqlDataTypeOption.Char or SqlDataTypeOption.NChar or SqlDataTypeOption.VarChar
            or SqlDataTypeOption.NVarChar or SqlDataTypeOption.Binary or SqlDataTypeOption.VarBinary or SqlDataTypeOption.Decimal;
        if (isSized && type.Parameters.Count == 0) Add("length", type, $"{type.SqlDataTypeOption} without a length");
    }

    public override void Visit(InsertSpecification insert)
    {
        if (insert.Columns.Count == 0 && insert.InsertSource is not ExecuteInsertSource) Add("columns", insert, "INSERT without a list of columns");
    }

    public override void Visit(DeleteSpecification delete)
    {
        if (delete.WhereClause is null && delete.FromClause is null && delete.Target is not VariableTableReference) Add("where", delete, "DELETE without WHERE");
    }

    public override void Visit(UpdateSpecification update)
    {
        if (update.WhereClause is null && update.FromClause is null) Add("where", update, "UPDATE without WHERE");
    }

    public override void Visit(InPredicate list)
    {
        if (list.NotDefined && list.Subquery is not null) Add("not in", list, "NOT IN with a subquery: one NULL there, and no row is found");
    }

    public override void Visit(BooleanComparisonExpression comparison)
    {
        if (comparison.FirstExpression is NullLiteral || comparison.SecondExpression is NullLiteral) Add("null", comparison, "a comparison with NULL is never true");
    }

    public override void Visit(CreateTableStatement table)
    {
        foreach (var column in table.Definition.ColumnDefinitions.Where(column => table.SchemaObjectName.BaseIdentifier.Value.StartsWith('#') && column.Collation is null))
            if (column.DataType is SqlDataTypeReference { SqlDataTypeOption: SqlDataTypeOption.Char or SqlDataTypeOption.NChar or SqlDataTypeOption.VarChar or SqlDataTypeOption.NVarChar })
                Add("collation", column, $"{column.ColumnIdentifier.Value} has the collation of tempdb");
    }

    void Conversion(TSqlFragment call, DataTypeReference type, ScalarExpression value, ScalarExpression? style)
    {
        var option = (type as SqlDataTypeReference)?.SqlDataTypeOption;
        if (style is not null) return;
        if (option is SqlDataTypeOption.Binary or SqlDataTypeOption.VarBinary) Add("conversion", call, "to binary without a style");
        if (option is SqlDataTypeOption.Date or SqlDataTypeOption.DateTime or SqlDataTypeOption.DateTime2 && value is StringLiteral text && !Regex.IsMatch(text.Value, @"^\d{8}$"))
            Add("date", call, "a text to a date without a style");
        if (value is BinaryLiteral || value is FunctionCall { FunctionName.Value: var name } && name.ToUpperInvariant() is "HASHBYTES" or "CRYPT_GEN_RANDOM")
            Add("conversion", call, "binary to a text without a style");
    }

    void Add(string kind, TSqlFragment at, string fault) => found.Add((kind, at.StartLine, fault));
}
