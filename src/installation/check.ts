import type { InterfaceRow } from "../interfaces/catalogue.ts";
import type { OutputLabel } from "../interfaces/output-nodes.ts";
import { DATABASE_VERSION } from "../store/claim.ts";
import { NOT_PERMITTED, type StoreFailure } from "../store/failure.ts";
import { moduleOf, readExpectation } from "./expectation.ts";
import { readStructure } from "./found-structure.ts";
import { type Database, queryTexts, readModules } from "./installed.ts";
import { PATH_TOKEN, planInstallation } from "./plan.ts";
import { checkServerPart, type ServerDifference } from "./server-check.ts";
import { expectedStructure, type Structure } from "./structure.ts";

/** One thing in which the installed objects are not as these scripts make them. */
export type Difference =
  | { readonly kind: "missing" | "surplus-grant" | "other-text"; readonly name: string }
  /** A column, check, default or index of this name that is not as the scripts make it. */
  | { readonly kind: "other-shape"; readonly name: string; readonly found: string; readonly expected: string }
  /** Restored, copied, moved or renamed: claim and next hold everything. */
  | { readonly kind: "not-accepted" }
  /** DELAYED_DURABILITY = FORCED: a claim or a reply that was stored can be lost in a crash. */
  | { readonly kind: "delayed-durability" }
  | { readonly kind: "version"; readonly found: string }
  | { readonly kind: "interface"; readonly infno: string }
  | { readonly kind: "unreadable"; readonly what: string; readonly failure: StoreFailure }
  /** This login may not read it: not compared, and not known to differ. */
  | { readonly kind: "not-permitted"; readonly what: string }
  | { readonly kind: "server"; readonly difference: ServerDifference };

export interface Compared {
  readonly reason: "compared";
  readonly differences: readonly Difference[];
  /** The executable that the installed sp_medical_insurance_call starts; "": none, without xp_cmdshell; null: not known. */
  readonly processorPath: string | null;
  /** The version of the installed objects; null: not recorded, or not readable. */
  readonly objectsVersion: string | null;
}

/** None of these objects is there. */
export interface NothingInstalled {
  readonly reason: "nothing-installed";
}

/** SQL Server hides from this login what it has no right on: what it does not see may be there. */
export interface NotVisible {
  readonly reason: "not-visible";
}

export interface NotCompared {
  readonly reason: "not-compared";
  readonly part: "database" | "server";
  readonly failure: StoreFailure;
}

/** Compares an installed database with these scripts. To see the objects it needs VIEW DEFINITION, to compare their rows SELECT. */
export async function checkDatabase(
  database: Database,
  interfaces: readonly InterfaceRow[],
): Promise<Compared | NothingInstalled | NotVisible | NotCompared> {
  const sight = await queryTexts(database, SIGHT_QUERY);
  if ("reason" in sight) return { reason: "not-compared", part: "database", failure: sight };
  if (sight.rows[0]?.sees_definitions !== "1") return { reason: "not-visible" };
  const objects = await readObjects(database);
  if ("reason" in objects) return { reason: "not-compared", part: "database", failure: objects };
  const modules = await readModules(database);
  if ("reason" in modules) return { reason: "not-compared", part: "database", failure: modules };
  const structure = await readStructure(database);
  if ("reason" in structure) return { reason: "not-compared", part: "database", failure: structure };
  if (structure.size === 0 && modules.size === 0) return { reason: "nothing-installed" };
  const processorPath =
    /@processor nvarchar\(260\) = N'([^']*)'/.exec(modules.get("sp_medical_insurance_call") ?? "")?.[1] ?? null;
  const server = processorPath === null || processorPath === "" ? [] : await checkServerPart(database);
  if ("reason" in server) return { reason: "not-compared", part: "server", failure: server };
  const version = await readVersion(database, structure);
  const differences = [
    ...compareStructure(structure),
    ...compareObjects(objects.names),
    ...compareModules(modules, processorPath ?? ""),
    ...(await compareData(database, version, interfaces)),
    ...(modules.has(CURRENT_DATABASE) ? await compareCurrentDatabase(database) : []),
    ...server.map((difference): Difference => ({ kind: "server", difference })),
  ];
  return { reason: "compared", differences, processorPath, objectsVersion: "found" in version ? version.found : null };
}

export const SIGHT_QUERY =
  "SELECT ISNULL(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'VIEW DEFINITION'), 0) AS sees_definitions;";

function unread(what: string, failure: StoreFailure): Difference {
  const isNotPermitted = failure.reason === "call-refused" && failure.number === NOT_PERMITTED;
  return isNotPermitted ? { kind: "not-permitted", what } : { kind: "unreadable", what, failure };
}

const DURABILITY_FORCED = "2";
const CURRENT_DATABASE = "v_medical_insurance_current_database";

async function compareCurrentDatabase(database: Database): Promise<readonly Difference[]> {
  const found = await queryTexts(
    database,
    `SELECT c.is_accepted, c.delayed_durability
FROM dbo.${CURRENT_DATABASE} AS c;`,
  );
  if ("reason" in found) return [unread(CURRENT_DATABASE, found)];
  return found.rows.flatMap(({ is_accepted, delayed_durability }): readonly Difference[] => [
    ...(is_accepted === "1" ? [] : [{ kind: "not-accepted" } as const]),
    ...(delayed_durability === DURABILITY_FORCED ? [{ kind: "delayed-durability" } as const] : []),
  ]);
}

/** One line a thing: "sequence seq_msgid", "grant EXECUTE ON x TO y". */
export const OBJECTS_QUERY = `SELECT N'sequence ' + s.name COLLATE DATABASE_DEFAULT AS thing
FROM sys.objects AS s
WHERE s.type = 'SO'
UNION ALL
SELECT
    N'grant ' + p.permission_name COLLATE DATABASE_DEFAULT + N' ON ' + o.name COLLATE DATABASE_DEFAULT
        + N' TO ' + r.name COLLATE DATABASE_DEFAULT
FROM sys.database_permissions AS p
INNER JOIN sys.database_principals AS r
    ON r.principal_id = p.grantee_principal_id
INNER JOIN sys.objects AS o
    ON o.object_id = p.major_id
WHERE p.class = 1
  AND p.state IN ('G', 'W')
  AND r.name LIKE N'medical[_]insurance[_]%';`;

async function readObjects(database: Database) {
  const result = await queryTexts(database, OBJECTS_QUERY);
  return "reason" in result ? result : { names: result.rows.map(({ thing = "" }) => thing) };
}

/** What a hospital added, columns and indexes, is not compared. */
export function compareStructure(found: Structure): readonly Difference[] {
  return [...expectedStructure()].flatMap(([name, expected]): readonly Difference[] => {
    const text = found.get(name);
    if (text === undefined) return [{ kind: "missing", name }];
    return text === expected ? [] : [{ kind: "other-shape", name, found: text, expected }];
  });
}

/** A view that `db views` writes: the hospital's own. */
const TYPED_VIEW = /^grant SELECT ON v_mi_/;

function compareObjects(names: readonly string[]): readonly Difference[] {
  const expected = readExpectation();
  const found = new Set(names);
  const grants = expected.grants.map(({ permission, object, role }) => `grant ${permission} ON ${object} TO ${role}`);
  const wanted = [...expected.sequences.map((sequence) => `sequence ${sequence}`), ...grants];
  const surplus = names.filter((name) => name.startsWith("grant ") && !TYPED_VIEW.test(name) && !grants.includes(name));
  return [
    ...wanted.filter((name) => !found.has(name)).map((name): Difference => ({ kind: "missing", name })),
    ...surplus.map((name): Difference => ({ kind: "surplus-grant", name })),
  ];
}

function compareModules(installed: ReadonlyMap<string, string>, path: string): readonly Difference[] {
  return planInstallation({ processorPath: path, orgCode: null, interfaces: [] }).database.flatMap(
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

async function readVersion(
  database: Database,
  structure: Structure,
): Promise<{ readonly found: string } | { readonly difference: Difference }> {
  if (!structure.has("column medical_insurance_version.version")) {
    return { difference: { kind: "missing", name: "the version" } };
  }
  const versions = await queryTexts(database, "SELECT v.version FROM dbo.medical_insurance_version AS v;");
  if ("reason" in versions) return { difference: unread("the version", versions) };
  return { found: versions.rows.map((row) => row.version).join(", ") };
}

async function compareData(
  database: Database,
  version: Awaited<ReturnType<typeof readVersion>>,
  interfaces: readonly InterfaceRow[],
): Promise<readonly Difference[]> {
  if ("difference" in version) return [version.difference];
  const installed = await queryTexts(
    database,
    "SELECT i.interface_code, i.class, i.reversible, i.look_with, i.look_input, i.key_fields FROM dbo.medical_insurance_interfaces AS i;",
  );
  if ("reason" in installed) return [unread("medical_insurance_interfaces", installed)];
  const labels = await queryTexts(
    database,
    "SELECT f.interface_code, f.node, f.field, f.label FROM dbo.medical_insurance_fields AS f;",
  );
  if ("reason" in labels) return [unread("medical_insurance_fields", labels)];
  const labelled = Map.groupBy(labels.rows, (row) => row.interface_code);
  const rows = new Map(
    installed.rows.map((row) => [
      row.interface_code,
      `${row.class} ${row.reversible} ${row.look_with} ${row.look_input} ${row.key_fields}`,
    ]),
  );
  return [
    ...(version.found === String(DATABASE_VERSION) ? [] : [{ kind: "version", found: version.found } as const]),
    ...interfaces
      .filter(
        (row) =>
          rows.get(row.interface_code) !== rowText(row) ||
          labelText(labelled.get(row.interface_code) ?? []) !== labelText(row.output_labels),
      )
      .map((row): Difference => ({ kind: "interface", infno: row.interface_code })),
  ];
}

function labelText(labels: readonly Partial<OutputLabel>[]): string {
  return labels
    .map(({ node, field, label }) => `${node} ${field} ${label}`)
    .sort()
    .join("|");
}

function rowText(row: InterfaceRow): string {
  return `${row.class} ${row.reversible} ${row.look_with ?? ""} ${row.look_input ?? ""} ${row.key_fields ?? ""}`;
}
