import { OBJECTS_QUERY, SIGHT_QUERY } from "../../../src/installation/check.ts";
import { moduleOf, readExpectation } from "../../../src/installation/expectation.ts";
import { STRUCTURE_QUERY } from "../../../src/installation/found-structure.ts";
import { MODULES_QUERY } from "../../../src/installation/installed.ts";
import { BEGIN_BATCH, planInstallation } from "../../../src/installation/plan.ts";
import { SERVER_PART_QUERY } from "../../../src/installation/server-check.ts";
import type { ResultSet } from "./procedure.ts";
import type { Session } from "./session-state.ts";
import { type SqlError, sqlError } from "./sql-error.ts";
import { int, nvarchar } from "./sql-type.ts";
import { structureRows } from "./structure-rows.ts";

/**
 * What the server's catalogue says to the questions of `processor db check`, which are known here by their text. This database has
 * what the scripts of sql/ make, because the procedures here do what those do; its rows are its own. Undefined: another question.
 */
export function answerCatalogue(batch: string, session: Session): ResultSet | SqlError | undefined {
  if (batch === BEGIN_BATCH) return builtIn;
  return ANSWERS.get(batch)?.(session);
}

/** As sql/00_preconditions.sql refuses a login that may not install. */
const builtIn = sqlError(
  51013,
  "模拟的 SQL Server 自带这个版本的全部对象，不能安装；可以用 processor db check 核对。未做任何修改。",
);

const ANSWERS = new Map<string, (session: Session) => ResultSet>([
  [SIGHT_QUERY, ({ login }) => oneRow({ sees_definitions: login.role === "owner" ? 1 : 0 })],
  [
    OBJECTS_QUERY,
    (session) =>
      texts(
        ["thing"],
        things(session).map((thing) => [thing]),
      ),
  ],
  [MODULES_QUERY, (session) => texts(["name", "definition"], modules(session))],
  [STRUCTURE_QUERY, structureRows],
  [
    SERVER_PART_QUERY,
    () => oneRow({ is_sysadmin: 0, is_on: 1, has_proxy: 0, is_signed: 1, may_launch: 0, is_trustworthy: 0 }),
  ],
]);

function things({ database }: Session): readonly string[] {
  const { sequences, grants } = readExpectation();
  const granted = [...database.typedViews].filter(([, { isGranted }]) => isGranted).map(([view]) => view);
  return [
    ...sequences.map((sequence) => `sequence ${sequence}`),
    ...grants.map(({ permission, object, role }) => `grant ${permission} ON ${object} TO ${role}`),
    ...granted.map((view) => `grant SELECT ON ${view} TO medical_insurance_his`),
  ];
}

function modules({ database: { processorPath } }: Session): readonly (readonly [string, string])[] {
  return planInstallation({ processorPath, orgCode: null, interfaces: [] }).database.flatMap(({ sql }) => {
    const module = moduleOf(sql);
    return module === null ? [] : [[module.name, sql] as const];
  });
}

function texts(names: readonly string[], rows: readonly (readonly string[])[]): ResultSet {
  return { columns: names.map((name) => ({ name, type: nvarchar("max") })), rows };
}

function oneRow(values: Readonly<Record<string, number>>): ResultSet {
  return { columns: Object.keys(values).map((name) => ({ name, type: int })), rows: [Object.values(values)] };
}
