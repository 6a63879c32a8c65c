import fc from "fast-check";

const unit = fc.constantFrom(
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  "\\",
  "0",
  "1e999",
  "-0",
  "null",
  "true",
  "\u0000",
  "张",
  "\ud800",
  "\ufeff",
  " ",
  "\n",
);
const key = fc.constantFrom(
  "data",
  "input",
  "psn_no",
  "__proto__",
  "constructor",
  "infno",
  "msgid",
  "opter",
  "setlinfo",
  "toString",
  "",
  "人",
);
const number = fc.constantFrom(
  "0",
  "-0",
  "1.50",
  "90071992547409931234",
  "1e400",
  "0.1000000000000000055511151231257827",
  "1e-400",
);

/** JSON as text: numbers keep what a double loses, and keys may stand twice. */
const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    number,
    fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
    fc.constantFrom("null", "true", "false"),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(fc.tuple(key, tie("value")), { maxLength: 5 })
      .map((entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`),
  ),
})).value;

/** JSON, broken JSON, and rubbish made of JSON's signs. */
export const almostJson: fc.Arbitrary<string> = fc.oneof(
  jsonText,
  jsonText.map((text) => `{"data":${text}}`),
  fc.tuple(jsonText, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
  fc.array(unit, { maxLength: 60 }).map((units) => units.join("")),
  fc.nat({ max: 5000 }).map((depth) => "[".repeat(depth)),
);

export const anyBytes: fc.Arbitrary<Buffer> = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

/** Envelopes with anything for their values. */
export const envelopeText: fc.Arbitrary<Buffer> = fc
  .record({
    infcode: fc.oneof(fc.constantFrom('"0"', "0", '" 0 "', "-1", '"00"', "false"), jsonText),
    err_msg: fc.oneof(fc.constantFrom('""', '"成功"', "null"), jsonText),
    output: jsonText,
  })
  .map(({ infcode, err_msg, output }) => Buffer.from(`{"infcode":${infcode},"err_msg":${err_msg},"output":${output}}`));

const section = fc.dictionary(
  fc.constantFrom(
    "app_id",
    "app_secret",
    "org_code",
    "base_url",
    "timeout",
    "envelope",
    "connection_string",
    "file",
    "level",
    "deadline_seconds",
    "auth",
    "ca_file",
    "__proto__",
    "x",
  ),
  fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("H12345678901", "http://[::1", "https://a", "SERVER=;;={", "{", { env: "X" }, { file: "/" }, 1e308),
  ),
);

export const configurationText: fc.Arbitrary<string> = fc.oneof(
  almostJson,
  fc
    .record(
      { sdk: section, database: section, logging: section, run: section, retry: section, spool: section },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);

/** Words of the command line; "start" would start processes. */
export const words: fc.Arbitrary<readonly string[]> = fc.array(
  fc.oneof(
    fc.constantFrom(
      "1",
      "0",
      "-1",
      "2147483648",
      "1e3",
      "replay",
      "--confirm",
      "--json",
      "drain",
      "--limit",
      "rescue",
      "schema",
      "list",
      "show",
      "1101",
      "validate",
      "help",
      "--help",
      "--",
      "-",
      "db",
      "check",
    ),
    fc.string({ unit: "binary", maxLength: 12 }),
  ),
  { minLength: 1, maxLength: 5 },
);
