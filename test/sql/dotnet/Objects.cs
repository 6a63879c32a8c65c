using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

/// <summary>The statements that create something. A model has no history: columns that an upgrade adds belong to their table.</summary>
class Objects : TSqlFragmentVisitor
{
    /// <summary>What SQL Server has outside the database, which a model without master and msdb does not know.</summary>
    static readonly Regex Outside = new(
        @"\b(?:(?:master\.)?sys|msdb\.dbo)\.(?!sp_executesql)(\w+)|(?<![.\w])(sp_getapplock|sp_configure|sp_spaceused|sp_xp_cmdshell_proxy_account)\b");

    readonly Dictionary<string, string> tables = [];
    readonly Dictionary<string, List<string>> added = [];
    readonly Dictionary<string, string> others = [];
    string script = "";

    public void AddFrom(TSqlFragment tree, string text)
    {
        script = text;
        tree.Accept(this);
    }

    public void Add(string name, string sql) => others.Add(name, Outside.Replace(sql, "outside.$1$2"));

    public IEnumerable<(string Name, string Sql)> All() =>
        tables.Select(table => (table.Key, WithAdded(table.Key, table.Value))).Concat(others.Select(other => (other.Key, other.Value)));

    public override void Visit(CreateTableStatement table) => tables[NameOf(table.SchemaObjectName)] = TextOf(table);

    public override void Visit(AlterTableAddTableElementStatement change)
    {
        var name = NameOf(change.SchemaObjectName);
        added.TryAdd(name, []);
        added[name].AddRange(change.Definition.ColumnDefinitions.Select(TextOf));
        // A default that is added again is already in its column.
        added[name].AddRange(change.Definition.TableConstraints.Where(part => part is not DefaultConstraintDefinition).Select(TextOf));
    }

    public override void Visit(CreateIndexStatement index) => Add(index.Name.Value, TextOf(index));
    public override void Visit(CreateSchemaStatement schema) => Add(schema.Name.Value, TextOf(schema));
    public override void Visit(CreateSequenceStatement sequence) => Add(NameOf(sequence.Name), TextOf(sequence));
    public override void Visit(CreateRoleStatement role) => Add(role.Name.Value, TextOf(role));
    public override void Visit(CreateLoginStatement login) => Add(TextOf(login), TextOf(login));
    public override void Visit(CreateServerAuditStatement audit) => Add(TextOf(audit), TextOf(audit));
    public override void Visit(CreateUserStatement user) => Add(user.Name.Value, TextOf(user));
    public override void Visit(GrantStatement grant) => Add(TextOf(grant), TextOf(grant));
    public override void Visit(CreateOrAlterViewStatement view) => Add(NameOf(view.SchemaObjectName), Create(view));
    public override void Visit(CreateOrAlterFunctionStatement function) => Add(NameOf(function.Name), Create(function));
    public override void Visit(CreateOrAlterProcedureStatement procedure) => Add(NameOf(procedure.ProcedureReference.Name), Create(procedure));

    static string NameOf(SchemaObjectName name) => name.BaseIdentifier.Value;

    string TextOf(TSqlFragment part) => script.Substring(part.StartOffset, part.FragmentLength);

    string Create(TSqlFragment part) => "CREATE" + TextOf(part)["CREATE OR ALTER".Length..];

    string WithAdded(string name, string table)
    {
        if (!added.TryGetValue(name, out var parts)) return table;
        var end = table.LastIndexOf(')');
        return table[..end] + "," + string.Join(",", parts.Distinct()) + table[end..];
    }
}
