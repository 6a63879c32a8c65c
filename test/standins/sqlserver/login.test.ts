import assert from "node:assert/strict";
import { once } from "node:events";
import { createConnection } from "node:net";
import { after, before, describe, test } from "node:test";
import { Connection } from "tedious";
import { type Address, connect } from "../../rig/client.ts";
import { readCertificate } from "../insurer/certificates.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";
import { packetType, toPackets } from "./wire/packets.ts";
import { writePrelogin } from "./wire/prelogin.ts";

describe("a login", () => {
  let standIn: SqlServerStandIn;
  let address: Address;

  before(async () => {
    standIn = await startSqlServerStandIn({ interfaces: [], tls: readCertificate("server") });
    const { host, port, user, password, database } = standIn;
    address = { host, port, user, password, database, encrypt: false };
  });
  after(() => standIn.stop());

  test("with the right password is let in and counted", async () => {
    const before = standIn.logins;
    (await connect(address)).close();
    assert.equal(standIn.logins, before + 1);
  });

  test("with a wrong password is refused with 18456", async () => {
    assert.deepEqual(await loginErrorsOf({ ...address, password: "wrong" }), [18456]);
  });

  test("of an unknown user is refused with 18456", async () => {
    assert.deepEqual(await loginErrorsOf({ ...address, user: "sa" }), [18456]);
  });

  test("to an unknown database is refused with 4060 and 18456", async () => {
    assert.deepEqual(await loginErrorsOf({ ...address, database: "HIS2" }), [4060, 18456]);
  });

  test("to a database in other letters is let in", async () => {
    (await connect({ ...address, database: "his" })).close();
  });

  test("over TLS is let in, and calls go through it in both directions", async () => {
    const client = await connect({ ...address, encrypt: true });
    const rows = await client.query("SELECT request_id FROM v_medical_insurance_result WHERE request_id = 1");
    assert.deepEqual(rows, []);
    const long = "长".repeat(20_000);
    assert.deepEqual(await client.query(`SELECT N'${long}' AS long`), [{ long }]);
    client.close();
  });

  test("of a client that could encrypt and need not is encrypted alone, where there is a certificate", async () => {
    const plain = await startSqlServerStandIn({ interfaces: [] });
    assert.equal(await encryptionAnswered(standIn), 0x00);
    assert.equal(await encryptionAnswered(plain), 0x02);
    await plain.stop();
  });

  test("over TLS is refused by a server without a certificate", async () => {
    const plain = await startSqlServerStandIn({ interfaces: [] });
    await assert.rejects(connect({ ...address, host: plain.host, port: plain.port, encrypt: true }), {
      code: "EENCRYPT",
    });
    await plain.stop();
  });
});

/** The last byte of the answer to a PRELOGIN that says ENCRYPT_OFF (MS-TDS 2.2.6.5): 0 is ENCRYPT_OFF, 2 ENCRYPT_NOT_SUP. */
async function encryptionAnswered({ host, port }: SqlServerStandIn): Promise<number | undefined> {
  const socket = createConnection(port, host);
  socket.write(toPackets(packetType.prelogin, writePrelogin("off"), 4096));
  const [answer]: Buffer[] = await once(socket, "data");
  socket.destroy();
  return answer?.at(-1);
}

/** The numbers of the errors that the server sends before it closes; tedious keeps them out of its own error. */
function loginErrorsOf({ host, port, user, password, database }: Address): Promise<readonly number[]> {
  const connection = new Connection({
    server: host,
    authentication: { type: "default", options: { userName: user, password } },
    options: { port, database, encrypt: false, maxRetriesOnTransientErrors: 0 },
  });
  const numbers: number[] = [];
  connection.on("errorMessage", (error) => numbers.push(error.number));
  return new Promise((resolve) => {
    connection.on("end", () => resolve(numbers));
    connection.connect();
  });
}
