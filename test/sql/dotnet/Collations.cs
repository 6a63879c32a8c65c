using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

/// <summary>
/// Texts of different collations that meet, in a comparison, a concatenation, a CASE or a UNION: error 468 or 451 on a server whose
/// database has another collation than its catalogue. COLLATE on one of them decides.
/// </summary>
static class Collations
{
    public static IEnumerable<(int Line, string Fault)> Of(TSqlFragment tree)
    {
        var statements = new Statements();
        tree.Accept(statements);
        return statements.All.SelectMany(statement =>
        {
            var sources = new Sources();
            statement.Accept(sources);
            var meetings = new Meetings(sources.ByAlias);
            statement.Accept(meetings);
            return meetings.Found;
        }).Distinct();
    }

    /// <summary>The statements that contain no other statement: an alias has one meaning in each.</summary>
    class Statements : TSqlFragmentVisitor
    {
        public readonly List<TSqlFragment> All = [];

        public override void Visit(TSqlStatement statement)
        {
            if (statement is not (BeginEndBlockStatement or IfStatement or WhileStatement or TryCatchStatement or ProcedureStatementBodyBase)) All.Add(statement);
        }

        public override void Visit(IfStatement statement) => All.Add(statement.Predicate);
        public override void Visit(WhileStatement statement) => All.Add(statement.Predicate);
        public override void Visit(CreateOrAlterFunctionStatement function) => All.Add(function);
    }

    /// <summary>What an alias stands for: "sys" a catalogue view of this database, "server" one of the server, "json" OPENJSON's rows.</summary>
    class Sources : TSqlFragmentVisitor
    {
        static readonly Regex OfServer = new("^(databases|server_.*|credentials|configurations|dm_.*|sql_logins)$");

        public readonly Dictionary<string, string> ByAlias = [];

        public override void Visit(NamedTableReference table)
        {
            if (table.SchemaObject.SchemaIdentifier?.Value is not ("sys" or "INFORMATION_SCHEMA")) return;
            var name = table.SchemaObject.BaseIdentifier.Value;
            ByAlias[table.Alias?.Value ?? name] = table.SchemaObject.DatabaseIdentifier is not null || OfServer.IsMatch(name) ? "server" : "sys";
        }

        public override void Visit(OpenJsonTableReference rows)
        {
            if (rows.SchemaDeclarationItems.Count == 0 && rows.Alias is not null) ByAlias[rows.Alias.Value] = "json";
        }
    }

    class Meetings(Dictionary<string, string> sources) : TSqlFragmentVisitor
    {
        static readonly Regex Fixed = new("_desc$|^(type|state|permission_name|crypt_type|pvt_key_encryption_type)$");
        static readonly Regex Named = new("name$|^(definition|filter_definition|text|physical_name)$");
        const string Decided = "COLLATE";

        public readonly List<(int Line, string Fault)> Found = [];

        public override void Visit(BooleanComparisonExpression comparison) => Meet(comparison, comparison.FirstExpression, comparison.SecondExpression);
        public override void Visit(LikePredicate like) => Meet(like, like.FirstExpression, like.SecondExpression);
        public override void Visit(BooleanTernaryExpression between) => Meet(between, between.FirstExpression, between.SecondExpression, between.ThirdExpression);
        public override void Visit(InPredicate list) => Judge(list, CollationsOf(list.Expression).Concat(list.Values.SelectMany(CollationsOf)).Concat(ColumnsOf(list.Subquery?.QueryExpression).Take(1).SelectMany(column => column)));
        public override void Visit(BinaryExpression sum) => Meet(sum, sum.FirstExpression, sum.SecondExpression);
        public override void Visit(FunctionCall call) => Meet(call, Operands(call));
        public override void Visit(CoalesceExpression coalesce) => Meet(coalesce, Operands(coalesce));
        public override void Visit(SearchedCaseExpression choice) => Meet(choice, Operands(choice));
        public override void Visit(SimpleCaseExpression choice) => Meet(choice, Operands(choice));
        public override void Visit(IIfCall choice) => Meet(choice, Operands(choice));

        public override void Visit(BinaryQueryExpression union)
        {
            foreach (var collations in ColumnsOf(union)) Judge(union.SecondQueryExpression, collations);
        }

        void Meet(TSqlFragment at, params ScalarExpression[] texts) => Judge(at, texts.SelectMany(CollationsOf));

        void Judge(TSqlFragment at, IEnumerable<string> met)
        {
            var collations = met.Distinct().ToList();
            if (collations.Count > 1 && !collations.Contains(Decided) && collations.Any(each => each != "column"))
                Found.Add((at.StartLine, string.Join(" meets ", collations.Order())));
        }

        /// <summary>None for what takes the collation of what it meets: a literal, a variable, a number.</summary>
        IEnumerable<string> CollationsOf(ScalarExpression expression)
        {
            if (expression is PrimaryExpression { Collation: not null }) return [Decided];
            if (expression is ColumnReferenceExpression { MultiPartIdentifier.Identifiers: var parts })
            {
                var name = parts[^1].Value;
                var source = parts.Count > 1 ? sources.GetValueOrDefault(parts[^2].Value) : null;
                if (source is null) return ["column"];
                if (source == "json") return name == "key" ? ["a key of OPENJSON"] : [];
                if (Fixed.IsMatch(name)) return ["a catalogue's fixed text"];
                if (Named.IsMatch(name)) return [source == "server" ? "a name of the server" : "a name of the database"];
                return [];
            }
            var below = Operands(expression).SelectMany(CollationsOf).Distinct().ToList();
            return below.Contains(Decided) ? [Decided] : below;
        }

        static ScalarExpression[] Operands(ScalarExpression expression) => expression switch
        {
            ParenthesisExpression inside => [inside.Expression],
            BinaryExpression sum => [sum.FirstExpression, sum.SecondExpression],
            CastCall cast => [cast.Parameter],
            ConvertCall convert => [convert.Parameter],
            LeftFunctionCall left => [left.Parameters[0]],
            RightFunctionCall right => [right.Parameters[0]],
            CoalesceExpression coalesce => [.. coalesce.Expressions],
            NullIfExpression nullIf => [nullIf.FirstExpression],
            IIfCall choice => [choice.ThenExpression, choice.ElseExpression],
            SearchedCaseExpression choice => WithElse(choice.WhenClauses.Select(when => when.ThenExpression), choice.ElseExpression),
            SimpleCaseExpression choice => WithElse(choice.WhenClauses.Select(when => when.ThenExpression), choice.ElseExpression),
            FunctionCall { FunctionName.Value: var name } call when name.ToUpperInvariant() is "ISNULL" or "CONCAT" or "REPLACE" => [.. call.Parameters],
            FunctionCall { FunctionName.Value: var name } call when name.ToUpperInvariant() is "LTRIM" or "RTRIM" or "UPPER" or "LOWER" or "MIN" or "MAX" or "QUOTENAME" or "SUBSTRING" or "STUFF" => [call.Parameters[0]],
            _ => [],
        };

        static ScalarExpression[] WithElse(IEnumerable<ScalarExpression> branches, ScalarExpression? otherwise) => otherwise is null ? [.. branches] : [.. branches, otherwise];

        /// <summary>The collations of each column.</summary>
        IEnumerable<IEnumerable<string>> ColumnsOf(QueryExpression? query) => query switch
        {
            QuerySpecification specification => specification.SelectElements.OfType<SelectScalarExpression>().Select(column => CollationsOf(column.Expression)),
            BinaryQueryExpression union => ColumnsOf(union.FirstQueryExpression).Zip(ColumnsOf(union.SecondQueryExpression), (first, second) => first.Concat(second)),
            QueryParenthesisExpression inside => ColumnsOf(inside.QueryExpression),
            _ => [],
        };
    }
}
