import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadInterface } from "../../src/interfaces/load.ts";
import { damagesOf, KINDS, type Kind } from "./damages.ts";
import { INFNOS } from "./schema-files.ts";

const PAGE = join(import.meta.dirname, "../README.md");

interface Count {
  damages: number;
  hunan: number;
  national: number;
}

test("as many damages are refused as test/README.md says", () => {
  const rows = countByKind().map(([kind, { damages, hunan, national }]) => rowOf(kind, damages, hunan, national));
  const page = readFileSync(PAGE, "utf8");
  assert.deepEqual(
    rows.filter((row) => !page.includes(row)),
    [],
  );
});

function countByKind(): readonly (readonly [Kind | "all", Count])[] {
  const counts = new Map<Kind, Count>(KINDS.map((kind) => [kind, { damages: 0, hunan: 0, national: 0 }]));
  const all: Count = { damages: 0, hunan: 0, national: 0 };
  for (const infno of INFNOS) {
    const [hunan, national] = [loadInterface(infno), loadInterface(infno, "national")];
    assert.ok(hunan !== undefined && national !== undefined, infno);
    for (const { kind, input } of damagesOf(infno)) {
      const refused = [hunan, national].map((known) => known.validateInput(input).faults.length > 0);
      for (const count of [all, counts.get(kind)]) {
        assert.ok(count !== undefined);
        count.damages++;
        if (refused[0]) count.hunan++;
        if (refused[1]) count.national++;
      }
    }
  }
  return [...counts, ["all", all]];
}

function rowOf(...cells: readonly (string | number)[]): string {
  return `\n| ${cells.map((cell) => cell.toLocaleString("en-US")).join(" | ")} |\n`;
}
