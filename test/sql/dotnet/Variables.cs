using Microsoft.SqlServer.TransactSql.ScriptDom;

/// <summary>The variables that a text declares and uses.</summary>
class Variables : TSqlFragmentVisitor
{
    public readonly HashSet<string> Declared = [];
    public readonly List<VariableReference> Used = [];

    public static Variables Of(TSqlFragment tree)
    {
        var variables = new Variables();
        tree.Accept(variables);
        return variables;
    }

    public override void Visit(DeclareVariableElement variable) => Declared.Add(variable.VariableName.Value);
    public override void Visit(DeclareTableVariableBody table) => Declared.Add(table.VariableName.Value);
    public override void Visit(VariableReference variable) => Used.Add(variable);

    /// The name of a parameter is the procedure's.
    public override void ExplicitVisit(ExecuteParameter parameter) => parameter.ParameterValue.Accept(this);
}
