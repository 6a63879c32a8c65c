using System.Text.Json;
using Microsoft.SqlServer.Dac.CodeAnalysis;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

// Reads SQL texts as SQL Server 2016 and the newest one do, binds what they create and what they call as SQL Server 2016 does (names,
// columns, types, in a case-sensitive Chinese database), runs Microsoft's rules over the objects, and looks in the syntax tree for what no
// parser refuses. Standard input: Texts, as JSON. Standard output: {faults: {kind: [line]}, objects: number of objects}.
var given = JsonSerializer.Deserialize<Texts>(Console.OpenStandardInput(), JsonSerializerOptions.Web)!;
var faults = new Faults();
var objects = new Objects();
var procedures = new List<string>();

foreach (var text in given.Scripts.Concat(given.Objects).Concat(given.Statements))
{
    if (Read(text.Name, text.Sql) is not TSqlScript tree) continue;
    foreach (var (line, sql) in DynamicSql.Of(tree)) Read($"{text.Name}:{line}, dynamic", sql);
    if (given.Objects.Contains(text)) objects.AddFrom(tree, text.Sql);
    if (!given.Statements.Contains(text)) continue;
    foreach (var (name, procedure) in Statement.AsProcedures(tree, text))
    {
        objects.Add(name, procedure);
        procedures.Add(name);
    }
}

var model = new TSqlModel(SqlServerVersion.Sql130, new TSqlModelOptions { Collation = "Chinese_PRC_CS_AS" });
foreach (var (name, sql) in objects.All())
{
    try
    {
        model.AddOrUpdateObjects(sql, name, new TSqlObjectOptions());
    }
    catch (DacModelException refused)
    {
        foreach (var error in refused.Messages) faults.Add("model", $"{name}: {error.Message}");
    }
}
foreach (var fault in model.Validate()) faults.Add("model", $"{fault.Number} {fault.Message}");

// The rules need a model in which everything was taken.
if (!model.GetModelErrors().Any())
{
    foreach (var name in procedures) model.DeleteObjects(name);
    var rules = new CodeAnalysisServiceFactory().CreateAnalysisService(model).Analyze(model);
    foreach (var error in rules.GetAllErrors()) faults.Add("rules", error.Message);
    var lines = objects.All().ToDictionary(each => each.Name, each => each.Sql.Split('\n'));
    foreach (var problem in rules.Problems)
        faults.Add(problem.RuleId.Split('.').Last(), $"{problem.SourceName}: {lines[problem.SourceName][problem.StartLine - 1].Trim()}: {problem.Description}");
}

Console.WriteLine(JsonSerializer.Serialize(new { faults = faults.ByKind, objects = objects.All().Count() }, JsonSerializerOptions.Web));

TSqlScript? Read(string name, string sql)
{
    new TSql170Parser(true).Parse(new StringReader(sql), out var newest);
    var tree = (TSqlScript)new TSql130Parser(true).Parse(new StringReader(sql), out var oldest);
    foreach (var error in oldest.Concat(newest)) faults.Add("parser", $"{name}:{error.Line} {error.Message}");
    if (oldest.Count > 0) return null;
    foreach (var (kind, line, fault) in TreeRules.Of(tree)) faults.Add(kind, $"{name}:{line} {fault}");
    return tree;
}

/// <summary>One SQL text; a line of a fault begins with its name.</summary>
record Text(string Name, string Sql);

/// <summary>Objects are bound; so are statements, each as a procedure. Scripts are only read.</summary>
record Texts(Text[] Objects, Text[] Statements, Text[] Scripts);

class Faults
{
    public SortedDictionary<string, SortedSet<string>> ByKind { get; } = [];

    public void Add(string kind, string line)
    {
        ByKind.TryAdd(kind, []);
        ByKind[kind].Add(line);
    }
}
