import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import fc from "fast-check";
import { configurationFile } from "../rig/configuration.ts";
import { runInProcess } from "../rig/in-process.ts";
import { rigFor } from "../rig/rig.ts";

/** Not a word of any message, whole or in part; in lower case, as a name that is looked up is. */
const MARKER = "zq7xv9kw";
/** Nothing listens there, so no run gets far. */
const NOWHERE = "127.0.0.1,1";

const LOGIN = `DRIVER={SQL Server};SERVER=${NOWHERE};DATABASE=HIS;UID=mip;PWD=`;

/** A configuration with the marker in one place where a secret may be. */
const PLACES = {
  "app_secret as text": { sdk: { app_secret: MARKER } },
  "app_secret as the name of a variable": { sdk: { app_secret: { env: MARKER } } },
  "app_secret as the name of a file": { sdk: { app_secret: { file: MARKER } } },
  "app_secret in a variable": { sdk: { app_secret: { env: "SECRET" } } },
  "app_secret in a file": { sdk: { app_secret: { file: "secret.txt" } } },
  PWD: { database: { connection_string: LOGIN + MARKER } },
  "PWD in braces": { database: { connection_string: `${LOGIN}{${MARKER}}` } },
  "PWD before the others": {
    database: { connection_string: `PWD=${MARKER};SERVER=${NOWHERE};DATABASE=HIS;UID=mip;Encrypt=no` },
  },
  "PWD between server and database": {
    database: { connection_string: `SERVER=${NOWHERE};PWD=${MARKER};DATABASE=HIS;UID=mip`, password: MARKER },
  },
  "the connection string in a variable": { database: { connection_string: { env: "CONNECTION" } } },
  "password as text": { database: { password: MARKER } },
  "password as the name of a variable": { database: { password: { env: MARKER } } },
  "password in a file": { database: { password: { file: "secret.txt" } } },
} as const;

const ENVIRONMENT = { SECRET: MARKER, CONNECTION: `${LOGIN}${MARKER}` };

/** Parts that hold a file and a connection string together. */
const SEPARATORS = ['"', "{", "}", ":", ",", ";", "=", "\\", "\n", "PWD=", "UID=", ";PWD=", '"app_secret": ', "},"];

/** A way of damaging a text. */
const damage: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map((at) => (text: string) => text.slice(0, Math.floor(at * text.length))),
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 40 }))
    .map(([at, length]) => (text: string) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + text.slice(start + length);
    }),
  fc.tuple(fc.constantFrom(...SEPARATORS), fc.constantFrom("", " ", ";;", '"', "=="), fc.nat({ max: 30 })).map(
    ([separator, instead, which]) =>
      (text: string) =>
        replaceOne(text, separator, which, instead),
  ),
  fc.tuple(fc.constantFrom(...SEPARATORS), fc.nat({ max: 30 })).map(
    ([separator, which]) =>
      (text: string) =>
        replaceOne(text, separator, which, separator + separator),
  ),
  fc.nat({ max: 30 }).map((which) => (text: string) => {
    const lines = text.split("\n");
    return lines.flatMap((line, index) => (index === which % lines.length ? [line, line] : [line])).join("\n");
  }),
  fc.constant((text: string) => text.replaceAll(";", "")),
  fc.constant((text: string) => text.replaceAll('"', "")),
  fc.constant((text: string) => text.replaceAll("=", ":")),
);

function replaceOne(text: string, separator: string, which: number, instead: string): string {
  const pieces = text.split(separator);
  if (pieces.length < 2) return text;
  const at = 1 + (which % (pieces.length - 1));
  return pieces.slice(0, at).join(separator) + instead + pieces.slice(at).join(separator);
}

const root = mkdtempSync(join(tmpdir(), "secrets-"));
after(() => rmSync(root, { recursive: true, force: true }));

/** Everything that the program says of this configuration. */
async function outputWith(text: string): Promise<string> {
  const folder = mkdtempSync(join(root, "test-"));
  writeFileSync(join(folder, "config.json"), text);
  writeFileSync(join(folder, "secret.txt"), MARKER);
  writeFileSync(join(folder, "input.json"), "{}");
  const { stdout, stderr } = await runInProcess(
    { folder },
    ENVIRONMENT,
    "validate",
    "1101",
    join(folder, "input.json"),
  );
  return stdout + stderr;
}

function configurationWith(place: keyof typeof PLACES): string {
  const sections: { sdk?: object; database?: object } = PLACES[place];
  const file = configurationFile("http://127.0.0.1:1", `${LOGIN}p`, sections);
  return JSON.stringify(file, null, 2);
}

suite("no output quotes a secret, however the configuration is damaged", { concurrency: 2 }, () => {
  for (const place of Object.keys(PLACES) as (keyof typeof PLACES)[]) {
    test(place, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
          const text = damages.reduce((damaged, each) => each(damaged), configurationWith(place));
          const said = await outputWith(text);
          assert.ok(!said.toLowerCase().includes(MARKER), `${text}\n${said}`);
        }),
        { numRuns: 75 },
      );
    });
  }
});

/** The signs that hold a secret in its place. */
const NEXT_TO_IT = 3;

suite("no output quotes a secret next to which a character is missing", { concurrency: 2 }, () => {
  for (const place of Object.keys(PLACES) as (keyof typeof PLACES)[]) {
    const text = configurationWith(place);
    const start = text.indexOf(MARKER);
    if (start === -1) continue;
    test(place, async () => {
      const end = start + MARKER.length;
      for (let at = start - NEXT_TO_IT; at < end + NEXT_TO_IT; at++) {
        if (at === start) at = end;
        const said = await outputWith(text.slice(0, at) + text.slice(at + 1));
        assert.ok(!said.toLowerCase().includes(MARKER), said);
      }
    });
  }
});

suite("no output and no row quotes a secret that a missing separator has moved", { concurrency: 2 }, () => {
  const good = { database: "HIS", user: "medical_insurance" };
  for (const [name, connection_string] of [
    ["into UID", (server: string) => `SERVER=${server};DATABASE=${good.database};UID=${good.user}${MARKER}`],
    ["into DATABASE", (server: string) => `SERVER=${server};UID=${good.user};DATABASE=${good.database}${MARKER}`],
    ["into SERVER", () => `DATABASE=${good.database};UID=${good.user};Encrypt=no;SERVER=localhost${MARKER}`],
    ["into the port", (server: string) => `DATABASE=${good.database};UID=${good.user};SERVER=${server}${MARKER}`],
    ["into the keywords", (server: string) => `SERVER=${server};DATABASE=${good.database};UID=${good.user};${MARKER}=`],
  ] as const) {
    test(name, async (t) => {
      const rig = await rigFor(t);
      await rig.configure({
        database: {
          connection_string: connection_string(`${rig.sql.host},${rig.sql.port}`),
          password: rig.sql.password,
        },
        sdk: { timeout: 1 },
        run: { deadline_seconds: 7 },
      });
      const id = await rig.callHis("1101", { psn_no: "43000000000000000001" });
      const { stdout, stderr } = await rig.run(id, "--json");
      const lines = filesIn(join(rig.folder, "logs")).map((path) => readFileSync(path, "utf8"));
      const said = [stdout, stderr, ...lines, JSON.stringify(await rig.view(id))].join("\n");
      assert.notEqual(stdout, "");
      assert.ok(!said.toLowerCase().includes(MARKER), said);
    });
  }
});

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
