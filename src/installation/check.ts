import type { VerbResult } from "../cli/database-verb.ts";
import { EXIT } from "../exit-code.ts";
import type { InterfaceRow } from "../interfaces/catalogue.ts";
import { DATABASE_VERSION } from "../store/claim.ts";
import { moduleOf, readExpectation } from "./expectation.ts";
import { failureResult } from "./failure-result.ts";
import { type Database, queryTexts, readModules } from "./installed.ts";
import { PATH_TOKEN, planInstallation } from "./plan.ts";
import { checkServerPart } from "./server-check.ts";

/** Compares an installed database with these scripts. Exit 0: nothing differs; 2: something does, one line each. */
export async function checkDatabase(database: Database, interfaces: readonly InterfaceRow[]): Promise<VerbResult> {
  const objects = await readObjects(database);
  if ("reason" in objects) return failureResult("the database could not be compared", objects);
  const modules = await readModules(database);
  if ("reason" in modules) return failureResult("the database could not be compared", modules);
  const path =
    /@processor nvarchar\(260\) = N'([^']*)'/.exec(modules.get("sp_medical_insurance_call") ?? "")?.[1] ?? null;
  const server = path === null || path === "" ? [] : await checkServerPart(database);
  if ("reason" in server) return failureResult("the server part could not be compared", server);
  const differences = [
    ...compareObjects(objects.names),
    ...compareModules(modules, path ?? ""),
    ...(await compareData(database, objects.names, interfaces)),
    ...server,
  ];
  const launched = path === null ? "" : path === "" ? ", without xp_cmdshell" : `, starting ${path}`;
  return differences.length === 0
    ? { exitCode: EXIT.success, text: `version ${DATABASE_VERSION} is installed and complete${launched}` }
    : { exitCode: EXIT.usage, text: differences.join("\n") };
}

/** One line a thing: "column requests.mode", "index ix_…", "grant EXECUTE ON x TO y". */
async function readObjects(database: Database) {
  const result = await queryTexts(
    database,
    `SELECT N'column ' + t.name + N'.' + c.name AS thing, c.column_id AS place
FROM sys.tables AS t
INNER JOIN sys.columns AS c
    ON c.object_id = t.object_id
WHERE t.schema_id = SCHEMA_ID(N'dbo')
  AND t.name LIKE N'medical[_]insurance[_]%'
UNION ALL
SELECT N'index ' + i.name, 0
FROM sys.indexes AS i
INNER JOIN sys.tables AS t
    ON t.object_id = i.object_id
WHERE t.name LIKE N'medical[_]insurance[_]%'
  AND i.name IS NOT NULL
UNION ALL
SELECT N'sequence ' + s.name, 0
FROM sys.objects AS s
WHERE s.type = 'SO'
UNION ALL
SELECT N'grant ' + p.permission_name + N' ON ' + o.name + N' TO ' + r.name, 0
FROM sys.database_permissions AS p
INNER JOIN sys.database_principals AS r
    ON r.principal_id = p.grantee_principal_id
INNER JOIN sys.objects AS o
    ON o.object_id = p.major_id
WHERE p.class = 1
  AND p.state IN ('G', 'W')
  AND r.name LIKE N'medical[_]insurance[_]%'
ORDER BY place;`,
  );
  return "reason" in result ? result : { names: result.rows.map(({ thing = "" }) => thing) };
}

function compareObjects(names: readonly string[]): readonly string[] {
  const expected = readExpectation();
  const found = new Set(names);
  const grants = expected.grants.map(({ permission, object, role }) => `grant ${permission} ON ${object} TO ${role}`);
  const wanted = [
    ...[...expected.tables].flatMap(([table, columns]) => columns.map((column) => `column ${table}.${column}`)),
    ...expected.indexes.map((index) => `index ${index}`),
    ...expected.sequences.map((sequence) => `sequence ${sequence}`),
    ...grants,
  ];
  const surplus = names.filter((name) => name.startsWith("grant ") && !grants.includes(name));
  return [
    ...wanted.filter((name) => !found.has(name)).map((name) => `missing: ${name}`),
    ...surplus.map((name) => `more than the role needs: ${name}`),
  ];
}

function compareModules(installed: ReadonlyMap<string, string>, path: string): readonly string[] {
  return planInstallation({ processorPath: path, interfaces: [] }).database.flatMap(({ sql }) => {
    const module = moduleOf(sql.replaceAll(PATH_TOKEN, path));
    if (module === null) return [];
    const definition = installed.get(module.name);
    if (definition === undefined) return [`missing: ${module.name}`];
    return definition === module.definition ? [] : [`another text than this version's: ${module.name}`];
  });
}

async function compareData(
  database: Database,
  names: readonly string[],
  interfaces: readonly InterfaceRow[],
): Promise<readonly string[]> {
  if (!names.includes("column medical_insurance_version.version")) return ["missing: the version"];
  const versions = await queryTexts(database, "SELECT v.version FROM dbo.medical_insurance_version AS v;");
  if ("reason" in versions) return [`the version cannot be read: ${versions.cause}`];
  const version = versions.rows.map((row) => row.version).join(", ");
  const installed = await queryTexts(
    database,
    "SELECT i.interface_code, i.class, i.reversible, i.look_with FROM dbo.medical_insurance_interfaces AS i;",
  );
  if ("reason" in installed) return [`medical_insurance_interfaces cannot be read: ${installed.cause}`];
  const facts = new Map(
    installed.rows.map((row) => [row.interface_code, `${row.class} ${row.reversible} ${row.look_with}`]),
  );
  return [
    ...(version === String(DATABASE_VERSION) ? [] : [`version ${version || "missing"} instead of ${DATABASE_VERSION}`]),
    ...interfaces
      .filter((row) => facts.get(row.interface_code) !== `${row.class} ${row.reversible} ${row.look_with ?? ""}`)
      .map((row) => `interface ${row.interface_code} differs from this version's`),
  ];
}
