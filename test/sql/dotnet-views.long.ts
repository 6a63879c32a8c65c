import assert from "node:assert/strict";
import { test } from "node:test";
import { PROFILES } from "../../src/config/profile.ts";
import { readTexts, skipWithoutDotnet } from "./dotnet/reading.ts";
import { installedObjects, typedViews } from "./dotnet/text.ts";

for (const profile of PROFILES)
  test(`Microsoft's model binds the views of every interface of ${profile}`, { skip: skipWithoutDotnet }, () => {
    const { faults, objects } = readTexts({
      objects: [...installedObjects(), typedViews(profile, null)],
      statements: [],
      scripts: [],
    });
    assert.deepEqual([...(faults.parser ?? []), ...(faults.model ?? [])], []);
    assert.ok(objects > 250, String(objects));
  });
