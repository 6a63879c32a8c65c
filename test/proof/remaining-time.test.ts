import assert from "node:assert/strict";
import { test } from "node:test";
import { connectInsurer } from "../../src/sending/connection.ts";
import { configuration } from "./histories/configuration.ts";

test("an attempt may have any part of a millisecond left", async () => {
  assert.deepEqual(await connectInsurer({ ...configuration.sdk, url: new URL("http://127.0.0.1:1/") }, 812.345), {
    reason: "not-sent",
    step: "connect",
    cause: "connect ECONNREFUSED 127.0.0.1:1",
  });
});
