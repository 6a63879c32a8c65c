import type { InterfaceRow } from "../interfaces/catalogue.ts";
import { DATABASE_VERSION } from "../store/claim.ts";
import type { StoreFailure } from "../store/failure.ts";
import { moduleOf, readExpectation } from "./expectation.ts";
import { type Database, queryTexts, readModules } from "./installed.ts";
import { PATH_TOKEN, planInstallation } from "./plan.ts";
import { checkServerPart, type ServerDifference } from "./server-check.ts";

/** One thing in which the installed objects are not as these scripts make them. */
export type Difference =
  | { readonly kind: "missing" | "surplus-grant" | "other-text"; readonly name: string }
  | { readonly kind: "version"; readonly found: string }
  | { readonly kind: "interface"; readonly infno: string }
  | { readonly kind: "unreadable"; readonly what: string; readonly failure: StoreFailure }
  | { readonly kind: "server"; readonly difference: ServerDifference };

export interface Compared {
  readonly reason: "compared";
  readonly differences: readonly Difference[];
  /** The executable that the installed sp_medical_insurance_call starts; "": none, without xp_cmdshell; null: not known. */
  readonly processorPath: string | null;
}

export interface NotCompared {
  readonly reason: "not-compared";
  readonly part: "database" | "server";
  readonly failure: StoreFailure;
}

/** Compares an installed database with these scripts. */
export async function checkDatabase(
  database: Database,
  interfaces: readonly InterfaceRow[],
): Promise<Compared | NotCompared> {
  const objects = await readObjects(database);
  if ("reason" in objects) return { reason: "not-compared", part: "database", failure: objects };
  const modules = await readModules(database);
  if ("reason" in modules) return { reason: "not-compared", part: "database", failure: modules };
  const processorPath =
    /@processor nvarchar\(260\) = N'([^']*)'/.exec(modules.get("sp_medical_insurance_call") ?? "")?.[1] ?? null;
  const server = processorPath === null || processorPath === "" ? [] : await checkServerPart(database);
  if ("reason" in server) return { reason: "not-compared", part: "server", failure: server };
  const differences = [
    ...compareObjects(objects.names),
    ...compareModules(modules, processorPath ?? ""),
    ...(await compareData(database, objects.names, interfaces)),
    ...server.map((difference): Difference => ({ kind: "server", difference })),
  ];
  return { reason: "compared", differences, processorPath };
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

function compareObjects(names: readonly string[]): readonly Difference[] {
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
    ...wanted.filter((name) => !found.has(name)).map((name): Difference => ({ kind: "missing", name })),
    ...surplus.map((name): Difference => ({ kind: "surplus-grant", name })),
  ];
}

function compareModules(installed: ReadonlyMap<string, string>, path: string): readonly Difference[] {
  return planInstallation({ processorPath: path, interfaces: [] }).database.flatMap(
    ({ sql }): readonly Difference[] => {
      const module = moduleOf(sql.replaceAll(PATH_TOKEN, path));
      if (module === null) return [];
      const { name } = module;
      const definition = installed.get(name);
      if (definition === undefined) return [{ kind: "missing", name }];
      return definition === module.definition ? [] : [{ kind: "other-text", name }];
    },
  );
}

async function compareData(
  database: Database,
  names: readonly string[],
  interfaces: readonly InterfaceRow[],
): Promise<readonly Difference[]> {
  if (!names.includes("column medical_insurance_version.version")) return [{ kind: "missing", name: "the version" }];
  const versions = await queryTexts(database, "SELECT v.version FROM dbo.medical_insurance_version AS v;");
  if ("reason" in versions) return [{ kind: "unreadable", what: "the version", failure: versions }];
  const version = versions.rows.map((row) => row.version).join(", ");
  const installed = await queryTexts(
    database,
    "SELECT i.interface_code, i.class, i.reversible, i.look_with, i.key_fields FROM dbo.medical_insurance_interfaces AS i;",
  );
  if ("reason" in installed) return [{ kind: "unreadable", what: "medical_insurance_interfaces", failure: installed }];
  const rows = new Map(
    installed.rows.map((row) => [
      row.interface_code,
      `${row.class} ${row.reversible} ${row.look_with} ${row.key_fields}`,
    ]),
  );
  return [
    ...(version === String(DATABASE_VERSION) ? [] : [{ kind: "version", found: version } as const]),
    ...interfaces
      .filter((row) => rows.get(row.interface_code) !== rowText(row))
      .map((row): Difference => ({ kind: "interface", infno: row.interface_code })),
  ];
}

function rowText(row: InterfaceRow): string {
  return `${row.class} ${row.reversible} ${row.look_with ?? ""} ${row.key_fields ?? ""}`;
}
