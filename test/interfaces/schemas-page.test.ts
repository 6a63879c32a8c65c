import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readCatalogue } from "../../src/interfaces/catalogue.ts";
import { SCHEMAS_PAGE, schemasPage } from "./schemas-page.ts";

test("schemas/README.md is what npm run schemas:page writes", () => {
  assert.equal(readFileSync(SCHEMAS_PAGE, "utf8"), schemasPage(readCatalogue("hunan"), readCatalogue("national")));
});

test("the page has a line for every interface, with its class, kind, look-up and name", () => {
  const lines = readFileSync(SCHEMAS_PAGE, "utf8").split("\n");
  assert.equal(lines.filter((line) => /^\| \[\w+\]/.test(line)).length, 212);
  assert.ok(lines.includes("| [2207](2207.json) | C | settlement | 5203 | 门诊结算 |"));
  assert.ok(lines.includes("| 5203 | 2102 2103 2207 2208 2304 2305 2601 |"));
});
