using Microsoft.SqlServer.TransactSql.ScriptDom;

/// <summary>What SQL Server refuses when it compiles a batch, and neither a parser nor a model sees.</summary>
class CompileRules : TSqlFragmentVisitor
{
    static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase) { "COUNT", "COUNT_BIG", "SUM", "MIN", "MAX", "AVG", "STDEV", "VAR" };
    static readonly HashSet<string> WithPath = new(StringComparer.OrdinalIgnoreCase) { "JSON_VALUE", "JSON_QUERY", "JSON_MODIFY" };

    readonly List<(int Line, string Fault)> found = [];

    public static IReadOnlyList<(int Line, string Fault)> Of(TSqlScript script)
    {
        var rules = new CompileRules();
        script.Accept(rules);
        rules.CompareColumns(script);
        return rules.found;
    }

    public override void Visit(FunctionCall call)
    {
        var name = call.FunctionName.Value;
        if (Aggregates.Contains(name))
        {
            var inside = new Queries();
            foreach (var parameter in call.Parameters) parameter.Accept(inside);
            if (inside.Any) Add(call, $"{name} over a subquery or another aggregate (error 130)");
        }
        if (WithPath.Contains(name) && call.Parameters.Count > 1 && call.Parameters[1] is not StringLiteral) Add(call, "before SQL Server 2017 the path must be a literal (error 13610)");
    }

    public override void Visit(OpenJsonTableReference rows)
    {
        if (rows.RowPattern is not (null or StringLiteral)) Add(rows, "before SQL Server 2017 the path must be a literal (error 13610)");
    }

    public override void Visit(ExpressionGroupingSpecification group)
    {
        var inside = new Queries();
        group.Accept(inside);
        if (inside.Any) Add(group, "GROUP BY a subquery (error 144)");
    }

    public override void Visit(OutputClause output) => Add(output, "OUTPUT without INTO: a trigger on the table stops it (error 334)");

    /// <summary>A batch is compiled before it adds a column, and a table that is there is not waited for (error 207).</summary>
    void CompareColumns(TSqlScript script)
    {
        var batches = script.Batches.Select(BatchColumns.Of).ToList();
        for (var at = 0; at < batches.Count; at++)
        {
            var notYet = batches.Skip(at).SelectMany(batch => batch.Added).Except(batches.Take(at).SelectMany(batch => batch.Added)).ToHashSet();
            foreach (var column in batches[at].Used.Where(column => notYet.Contains(column.MultiPartIdentifier.Identifiers[^1].Value)))
                Add(column, $"{column.MultiPartIdentifier.Identifiers[^1].Value} is added in this batch or a later one (error 207)");
        }
    }

    void Add(TSqlFragment at, string fault) => found.Add((at.StartLine, fault));

    class Queries : TSqlFragmentVisitor
    {
        public bool Any { get; private set; }

        public override void Visit(ScalarSubquery _) => Any = true;
        public override void Visit(FunctionCall call) => Any |= call.OverClause is null && Aggregates.Contains(call.FunctionName.Value);
    }

    /// <summary>Procedures, functions and views are compiled when they are used; indexes and constraints when they are made.</summary>
    class BatchColumns : TSqlFragmentVisitor
    {
        public readonly HashSet<string> Added = [];
        public readonly List<ColumnReferenceExpression> Used = [];

        public static BatchColumns Of(TSqlBatch batch)
        {
            var columns = new BatchColumns();
            batch.Accept(columns);
            return columns;
        }

        public override void ExplicitVisit(AlterTableAddTableElementStatement change) => Added.UnionWith(change.Definition.ColumnDefinitions.Select(column => column.ColumnIdentifier.Value));

        public override void Visit(ColumnReferenceExpression column)
        {
            if (column.MultiPartIdentifier is not null) Used.Add(column);
        }

        public override void ExplicitVisit(CreateTableStatement _) { }
        public override void ExplicitVisit(CreateIndexStatement _) { }
        public override void ExplicitVisit(CreateOrAlterViewStatement _) { }
        public override void ExplicitVisit(CreateOrAlterFunctionStatement _) { }
        public override void ExplicitVisit(CreateOrAlterProcedureStatement _) { }
    }
}
