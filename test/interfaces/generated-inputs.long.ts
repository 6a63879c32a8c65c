import { PROFILES } from "../../src/config/profile.ts";
import { testAgreement } from "./agreement.ts";
import { testProperties } from "./properties.ts";
import { builtInfnos, readBuiltSchema } from "./schema-files.ts";

for (const profile of PROFILES) {
  const infnos = builtInfnos(profile);
  // Where no field is known, nothing can be broken; national.test.ts says what is taken.
  const withFields = infnos.filter((infno) => {
    const { properties = {} } = readBuiltSchema(infno, profile).properties?.input ?? {};
    return Object.keys(properties).length > 0;
  });
  for (const infno of withFields) testProperties(profile, infno);
  testAgreement(profile, infnos);
}
