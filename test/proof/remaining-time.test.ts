import assert from "node:assert/strict";
import { test } from "node:test";
import { connectInsurer } from "../../src/sending/connection.ts";
import { takeLoopbackAddress } from "../standins/loopback.ts";
import { configuration } from "./histories/configuration.ts";

test("an attempt may have any part of a millisecond left", async () => {
  const nobody = `${takeLoopbackAddress()}:1`;
  assert.deepEqual(await connectInsurer({ ...configuration.sdk, url: new URL(`http://${nobody}/`) }, 812.345), {
    reason: "not-sent",
    step: "connect",
    cause: `connect ECONNREFUSED ${nobody}`,
  });
});
