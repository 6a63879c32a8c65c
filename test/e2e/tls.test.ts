import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { settlement } from "../rig/inputs.ts";
import { type RigOptions, rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";
import {
  caFile,
  fingerprintOf,
  oldServer,
  readCertificate,
  type ServerCertificate,
} from "../standins/insurer/certificates.ts";
import { assertEnded, success } from "./agreement.ts";

const over = (tls: ServerCertificate, sdk: NonNullable<Overrides["sdk"]>): RigOptions => ({
  insurer: { tls },
  configuration: { sdk },
});

const cases: readonly (readonly [title: string, options: RigOptions])[] = [
  [
    "a certificate that names another host is taken under sdk.tls.server_name",
    over(readCertificate("wrong-host"), { ca_file: caFile, tls: { server_name: "somebody-else.invalid" } }),
  ],
  [
    "sdk.tls.server_name may be an address",
    over(readCertificate("server"), { ca_file: caFile, tls: { server_name: "127.0.0.1" } }),
  ],
  [
    "a self-signed certificate is taken when it is the pinned one",
    over(readCertificate("untrusted"), { tls: { pin: fingerprintOf("untrusted") } }),
  ],
  [
    "a pin may be written in small letters and without colons",
    over(readCertificate("expired"), { tls: { pin: fingerprintOf("expired").replaceAll(":", "").toLowerCase() } }),
  ],
  [
    "TLS 1.1 is spoken under sdk.tls.min_version",
    over(oldServer("TLSv1.1"), { ca_file: caFile, tls: { min_version: "TLSv1.1" } }),
  ],
  [
    "TLS 1.0 is spoken under sdk.tls.min_version",
    over(oldServer("TLSv1"), { ca_file: caFile, tls: { min_version: "TLSv1.0" } }),
  ],
];

suite("TLS with the insurer", { concurrency: 2 }, () => {
  for (const [title, options] of cases) {
    test(title, async (t) => {
      const rig = await rigFor(t, options);
      const id = rig.insert("2207", settlement());
      await assertEnded(rig, id, await rig.run(id), "line", success);
    });
  }

  test("no environment variable switches the verification off", async (t) => {
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const rig = await rigFor(t, { ...over(readCertificate("untrusted"), { ca_file: caFile }), environment });
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 6);
    assert.deepEqual(rig.insurer.requests, []);
  });

  test("settings that have no effect are warned of", async (t) => {
    const rig = await rigFor(t, {
      configuration: { sdk: { ca_file: caFile, tls: { pin: fingerprintOf("server") } } },
    });
    const id = rig.insert("2207", settlement());
    await rig.run(id);
    const warnings = readLog(rig.folder).map(({ warning }) => warning);
    assert.deepEqual(
      warnings.filter((warning) => warning !== undefined),
      [
        "sdk.tls: has no effect, because sdk.base_url begins with http://",
        "sdk.ca_file: has no effect, because sdk.tls.pin names the one certificate that is taken",
      ],
    );
  });
});
