using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

/// <summary>The texts that a script puts together in @statement and executes, with a name, a number or bytes for what is put in.</summary>
class DynamicSql : TSqlFragmentVisitor
{
    readonly List<(int Line, string Sql)> found = [];

    public static IReadOnlyList<(int Line, string Sql)> Of(TSqlFragment tree)
    {
        var dynamic = new DynamicSql();
        tree.Accept(dynamic);
        return dynamic.found;
    }

    public override void Visit(DeclareVariableElement variable) => Add(variable.VariableName.Value, variable.Value);
    public override void Visit(SetVariableStatement set) => Add(set.Variable.Name, set.Expression);
    public override void Visit(SelectSetVariable set) => Add(set.Variable.Name, set.Expression);

    void Add(string variable, ScalarExpression? value)
    {
        if (variable != "@statement" || value is null) return;
        var text = new StringBuilder();
        Append(value, text);
        if (text.Length > 0) found.Add((value.StartLine, text.ToString()));
    }

    static void Append(ScalarExpression part, StringBuilder text)
    {
        switch (part)
        {
            case StringLiteral literal:
                text.Append(literal.Value);
                break;
            case BinaryExpression sum:
                Append(sum.FirstExpression, text);
                Append(sum.SecondExpression, text);
                break;
            case FunctionCall { FunctionName.Value: "QUOTENAME" } quoted:
                text.Append(quoted.Parameters.Count == 2 ? "'x'" : "[x]");
                break;
            case VariableReference { Name: "@statement" }:
                break;
            case VariableReference when text.ToString().EndsWith('\''):
                text.Append('x');
                break;
            default:
                text.Append(part is VariableReference ? "0x00" : "1");
                break;
        }
    }
}
