using Microsoft.SqlServer.TransactSql.ScriptDom;

/// <summary>A statement that somebody sends to the server, as the body of a procedure, so that a model binds its names.</summary>
static class Statement
{
    /// <summary>One procedure for each batch. What a batch does not declare becomes a parameter; USE, which a procedure cannot have, is left out.</summary>
    public static IEnumerable<(string Name, string Sql)> AsProcedures(TSqlScript tree, Text text)
    {
        foreach (var (index, batch) in tree.Batches.Index())
        {
            var body = batch.Statements.Where(each => each is not UseStatement).Select(each => text.Sql.Substring(each.StartOffset, each.FragmentLength));
            if (!body.Any()) continue;
            var name = tree.Batches.Count == 1 ? text.Name : $"{text.Name}, batch {index + 1}";
            var variables = Variables.Of(batch);
            var parameters = variables.Used.Select(used => used.Name).Distinct().Except(variables.Declared).Select(variable => $"{variable} nvarchar(4000)");
            yield return (name, $"CREATE PROCEDURE dbo.[{name}] {string.Join(", ", parameters)} AS BEGIN\n{string.Join("\n", body)}\nEND;");
        }
    }
}
