import assert from "node:assert/strict";
import { test } from "node:test";
import { readCatalogue } from "../../src/interfaces/catalogue.ts";

// Written down from the protocol: an infno named in full, then 查询 or 下载 in the name, then the prefix, else C.
const CLASS_A = `
  100001 1101 1201 1301 1302 1303 1304 1305 1306 1306A 1307 1308 1309 1310 1311 1312 1313 1314
  1315 1316 1317 1318 1319 1320 1321 1322 1323 1324 1325 1326 1327 1901 2001 2101 2170 2171
  2172 2173 2174 2175 2176 2206 2303 2407 3508 3509 3510 3511 3512 3513 3601 3604 3605 3606
  3607 3608 3609 3610 3611 3701 4103 4104 4105 4263 4507 4508 4509 4510 4511 4512 4902 5101
  5102 5201 5202 5203 5204 5205 5206 5301 5302 5303 5304 5401 5402 5461 5501 6301 7105 7106
  7107 7202 7204 7211 9102 9604
`;

const CLASS_B = `
  2203 2204 2205 2301 2302 2306 2406 2501 2502 2503 2504 2505 2506 2507 3101 3102 3103 3201
  3202 3203 3204 3301 3302 3401 3401A 3402 3403 3501 3501A 3502 3502A 3503 3503A 3504 3504A 3505
  3505A 3506 3506A 3507 3507A 3592B 3602 3603 3702 3703 3704 4101 4102 4201 4261 4262 4301 4302
  4401 4402 4402A 4501 4502 4503 4504 4505 4506 4601 4602 4701 4901 4905 9101
`;

const CLASS_C = `
  2102 2103 2161 2163 2166 2167 2181 2201 2202 2203A 2207 2208 2304 2305 2401 2402 2403 2404
  2405 2601 6101 6201 6202 6203 6204 6302 6401 7101 7102 7103 7104 7108 7109 7201 7203 7205
  7206 7207 7208 7209 7210 9001 9002 9601 9602 9603 9605
`;

const codes = (list: string): string[] => list.trim().split(/\s+/);

for (const [interfaceClass, list] of [
  ["A", CLASS_A],
  ["B", CLASS_B],
  ["C", CLASS_C],
] as const) {
  test(`class ${interfaceClass} has exactly its interfaces`, () => {
    const found = readCatalogue().filter((entry) => entry.class === interfaceClass);
    assert.deepEqual(found.map(({ infno }) => infno).sort(), codes(list).sort());
  });
}

test("every interface that may have changed something and can be looked up names a query of class A, or a reconciliation", () => {
  const byCode = new Map(readCatalogue().map((entry) => [entry.infno, entry]));
  const odd = readCatalogue().filter(
    ({ lookWith }) => lookWith !== null && byCode.get(lookWith)?.class !== "A" && lookWith !== "4262",
  );
  assert.deepEqual(odd, []);
});

/** The interfaces of class B and C whose reply is a word and nothing else. */
const WITHOUT_OUTPUT = `
  2167 2181 2202 2203 2203A 2205 2302 2306 2402 2403 2404 2405 2502 2504 2506 2601 3103 3204 3301 3302 3401 3401A 3402 3403 3501
  3501A 3502 3503 3504 3505 3506 3507 4102 4201 4261 4301 4302 4401 4402 4402A 4501 4502 4503 4504 4505 4506 4601 4602 4701 4901
  4905 6204 9602 9605`;

test("the specification promises no output of 54 interfaces of class B and C", () => {
  const silent = readCatalogue().filter((each) => each.class !== "A" && !each.promisesOutput);
  assert.deepEqual(
    silent.map(({ infno }) => infno),
    WITHOUT_OUTPUT.trim().split(/\s+/),
  );
});
