using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

// Reads the scripts of a folder as SQL Server 2016 and the newest one do, and binds the objects that they create as SQL Server 2016
// does: names, columns, types. Prints one line for each fault, and at the end how many objects there are.
var folder = args[0];
var objects = new Objects();
foreach (var path in Directory.GetFiles(folder, "*.sql", SearchOption.AllDirectories).Order())
{
    var text = File.ReadAllText(path);
    foreach (var parser in new TSqlParser[] { new TSql130Parser(true), new TSql170Parser(true) })
    {
        var script = parser.Parse(new StringReader(text), out var errors);
        foreach (var error in errors) Console.WriteLine($"{parser.GetType().Name} {Path.GetFileName(path)}:{error.Line} {error.Message}");
        if (parser is TSql130Parser && Path.GetDirectoryName(path) == folder.TrimEnd('/')) script.Accept(objects.In(text));
    }
}

var model = new TSqlModel(SqlServerVersion.Sql130, new TSqlModelOptions { Collation = "Chinese_PRC_CI_AS" });
foreach (var sql in objects.All()) model.AddObjects(sql);
foreach (var fault in model.Validate()) Console.WriteLine($"{fault.Number} {fault.Message}");
Console.WriteLine($"{objects.All().Count()} objects");

/// The statements that create something. A model has no history: columns that an upgrade adds belong to their table.
class Objects : TSqlFragmentVisitor
{
    readonly Dictionary<string, string> tables = [];
    readonly Dictionary<string, List<string>> added = [];
    readonly List<string> others = [];
    string script = "";

    public Objects In(string text)
    {
        script = text;
        return this;
    }

    public IEnumerable<string> All() => tables.Select(table => WithAdded(table.Key, table.Value)).Concat(others);

    public override void Visit(CreateTableStatement table) => tables[table.SchemaObjectName.BaseIdentifier.Value] = TextOf(table);

    public override void Visit(AlterTableAddTableElementStatement change)
    {
        var name = change.SchemaObjectName.BaseIdentifier.Value;
        added.TryAdd(name, []);
        added[name].AddRange(change.Definition.ColumnDefinitions.Select(TextOf));
        // A default that is added again is already in its column.
        added[name].AddRange(change.Definition.TableConstraints.Where(part => part is not DefaultConstraintDefinition).Select(TextOf));
    }

    public override void Visit(CreateIndexStatement index) => others.Add(TextOf(index));
    public override void Visit(CreateSequenceStatement sequence) => others.Add(TextOf(sequence));
    public override void Visit(CreateRoleStatement role) => others.Add(TextOf(role));
    public override void Visit(CreateOrAlterViewStatement view) => others.Add(Create(view));
    public override void Visit(CreateOrAlterFunctionStatement function) => others.Add(Create(function));
    public override void Visit(CreateOrAlterProcedureStatement procedure) => others.Add(Create(procedure));

    string TextOf(TSqlFragment part) => script.Substring(part.StartOffset, part.FragmentLength);

    string Create(TSqlFragment part) => "CREATE" + TextOf(part)["CREATE OR ALTER".Length..];

    string WithAdded(string name, string table)
    {
        if (!added.TryGetValue(name, out var parts)) return table;
        var end = table.LastIndexOf(')');
        return table[..end] + "," + string.Join(",", parts.Distinct()) + table[end..];
    }
}
