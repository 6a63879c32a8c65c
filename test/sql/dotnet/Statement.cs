using Microsoft.SqlServer.TransactSql.ScriptDom;

/// <summary>A statement that somebody sends to the server, as the body of a procedure, so that a model binds its names.</summary>
static class Statement
{
    /// <summary>What it does not declare becomes a parameter. Null: it is more than one batch, which a procedure cannot contain.</summary>
    public static string? AsProcedure(TSqlScript tree, Text text)
    {
        if (tree.Batches.Count != 1) return null;
        var variables = Variables.Of(tree);
        var parameters = variables.Used.Select(used => used.Name).Distinct().Except(variables.Declared).Select(name => $"{name} nvarchar(4000)");
        return $"CREATE PROCEDURE dbo.[{text.Name}] {string.Join(", ", parameters)} AS BEGIN\n{text.Sql}\nEND;";
    }
}
