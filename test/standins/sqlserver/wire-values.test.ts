import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TYPES } from "tedious";
import { type Client, connect, type Parameter } from "../../rig/client.ts";
import { errorNumberOf } from "../../rig/procedures.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";

/** What a client sends is seen in `calls`, whether or not the procedure exists. */
describe("a parameter", () => {
  let standIn: SqlServerStandIn;
  let client: Client;

  before(async () => {
    standIn = await startSqlServerStandIn({ interfaces: [] });
    const { host, port, user, password, database } = standIn;
    client = await connect({ host, port, user, password, database, encrypt: false });
  });
  after(async () => {
    client.close();
    await standIn.stop();
  });

  const received = async (parameter: Parameter): Promise<unknown> => {
    assert.equal(await errorNumberOf(client.execute("sp_none", { value: parameter })), 2812);
    return standIn.calls.at(-1)?.parameters.value;
  };

  for (const [what, type, sent, expected] of [
    ["tinyint", TYPES.TinyInt, 255, 255],
    ["smallint", TYPES.SmallInt, -32768, -32768],
    ["int", TYPES.Int, -2147483648, -2147483648],
    ["bigint", TYPES.BigInt, "9223372036854775807", 9223372036854775807n],
    ["bit", TYPES.Bit, true, true],
    ["varchar in GBK", TYPES.VarChar, "门诊 A", "门诊 A"],
    ["empty varchar", TYPES.VarChar, "", ""],
    ["nvarchar", TYPES.NVarChar, "张三𠮷😀", "张三𠮷😀"],
    ["nvarchar with half a pair", TYPES.NVarChar, "a\ud842", "a\ud842"],
    ["empty nvarchar", TYPES.NVarChar, "", ""],
    [
      "uniqueidentifier",
      TYPES.UniqueIdentifier,
      "01234567-89ab-cdef-0123-456789abcdef",
      "01234567-89AB-CDEF-0123-456789ABCDEF",
    ],
    ["datetime2", TYPES.DateTime2, new Date(2026, 1, 28, 23, 59, 59, 999), new Date(2026, 1, 28, 23, 59, 59, 999)],
    ["datetime", TYPES.DateTime, new Date(1999, 11, 31, 0, 0, 0, 10), new Date(1999, 11, 31, 0, 0, 0, 10)],
    ["decimal", TYPES.Decimal, -12345, "-12345"],
    ["int that is NULL", TYPES.Int, null, null],
    ["bit that is NULL", TYPES.Bit, null, null],
    ["varchar that is NULL", TYPES.VarChar, null, null],
    ["nvarchar that is NULL", TYPES.NVarChar, null, null],
    ["uniqueidentifier that is NULL", TYPES.UniqueIdentifier, null, null],
    ["datetime2 that is NULL", TYPES.DateTime2, null, null],
    ["decimal that is NULL", TYPES.Decimal, null, null],
  ] as const) {
    test(`of type ${what} is read as it was sent`, async () => {
      assert.deepEqual(await received([type, sent]), expected);
    });
  }

  test("of type nvarchar(max) is read over many packets", async () => {
    const long = "医保".repeat(100_000);
    assert.equal(await received([TYPES.NVarChar, long]), long);
  });

  test("of a type that is not served is refused with 8009 and the connection lives", async () => {
    assert.equal(await errorNumberOf(client.execute("sp_none", { value: [TYPES.VarBinary, Buffer.of(1)] })), 8009);
    assert.equal(await received([TYPES.Int, 1]), 1);
  });
});
