import { test } from "node:test";
import { PROFILES } from "../../src/config/profile.ts";
import { readCatalogue } from "../../src/interfaces/catalogue.ts";
import { assertUnchanged } from "./unchanged.ts";

for (const profile of PROFILES) {
  test(`a file that changes nothing is the built-in interface, for every interface of ${profile}`, (context) =>
    assertUnchanged(
      context,
      profile,
      readCatalogue(profile).map(({ infno }) => infno),
    ));
}
