import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { caFile, readCertificate } from "../standins/insurer/certificates.ts";
import { assertEnded, success } from "./agreement.ts";

const claim = "sp_medical_insurance_claim";
const withTls = { insurer: { tls: readCertificate("server") }, configuration: { sdk: { ca_file: caFile } } };

suite("the connection that is made while the database is asked", { concurrency: 2 }, () => {
  for (const [protocol, options] of [
    ["in clear", {}],
    ["over TLS", withTls],
  ] as const) {
    test(`it is there before the claim, and the first attempt uses it, ${protocol}`, async (t) => {
      const rig = await rigFor(t, options);
      const connected = rig.insurer.hold("connected");
      const claiming = rig.sql.faults.hold(claim, "before");
      const id = rig.insert("2207", settlement());
      const { ended } = rig.start(id);
      await connected.reached;
      connected.release();
      await claiming.reached;
      claiming.release();
      await assertEnded(rig, id, await ended, "line", success);
      assert.deepEqual([rig.insurer.connections, rig.insurer.sendingsOf("2207").length], [1, 1]);
    });

    for (const fault of ["reset", "end", "plain-text"] as const) {
      test(`one that the insurer gives up (${fault}) costs no attempt, ${protocol}`, async (t) => {
        const rig = await rigFor(t, {
          ...options,
          configuration: { ...options.configuration, retry: { max_attempts: 1 } },
        });
        rig.insurer.connect([fault, "none"]);
        const connected = rig.insurer.hold("connected");
        const claiming = rig.sql.faults.hold(claim, "after");
        const id = rig.insert("2207", settlement());
        const { ended } = rig.start(id);
        await connected.reached;
        await claiming.reached;
        // The fault comes when the hold ends, and its last packet is at the processor before the claim's answer is.
        connected.release();
        claiming.release();
        await assertEnded(rig, id, await ended, "line", success);
        assert.deepEqual(
          rig.insurer.sendingsOf("2207").map(({ connection }) => connection),
          [2],
        );
      });
    }
  }

  test("one that is never made costs no attempt", async (t) => {
    const { insurer, configuration } = withTls;
    const rig = await rigFor(t, { insurer, configuration: { ...configuration, retry: { max_attempts: 1 } } });
    rig.insurer.connect(["silence", "none"]);
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", success);
    assert.deepEqual(
      rig.insurer.sendingsOf("2207").map(({ connection }) => connection),
      [2],
    );
  });

  test("a run whose row is not claimed closes it, and not one byte was sent on it", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("1101", lookUp);
    await assertEnded(rig, id, await rig.run(id), "line", success);
    await rig.insurer.allClosed();
    const bytes = rig.insurer.requestBytes;
    assert.equal((await rig.run(id)).code, 3);
    await rig.insurer.allClosed();
    assert.deepEqual([rig.insurer.connections, rig.insurer.requestBytes], [2, bytes]);
  });

  for (const words of [["rescue"], ["drain"], ["schema", "list"], ["--version"]]) {
    test(`${words.join(" ")} makes none`, async (t) => {
      const rig = await rigFor(t);
      assert.equal((await rig.run(...words)).code, 0);
      assert.equal(rig.insurer.connections, 0);
    });
  }
});
