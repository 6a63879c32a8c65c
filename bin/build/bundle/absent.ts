/**
 * What the executable has instead of a module that the processor never uses. Importing it and taking names from it does
 * nothing, because libraries do so while they load; using anything of it is a defect of the build and throws.
 */
export function absentModule(name: string): unknown {
  const fail = (use: string): never => {
    throw new Error(`${name} is not in this executable, but ${use} was used: see bin/build/bundle/replacements.ts`);
  };
  const absentMember = (key: string): unknown =>
    new Proxy(function absent() {}, {
      get: (target, property) => (isHarmless(property) ? Reflect.get(target, property) : fail(`${key}.${property}`)),
      set: (_target, property) => fail(`${key}.${String(property)} =`),
      apply: () => fail(`${key}()`),
      construct: () => fail(`new ${key}()`),
    });
  return new Proxy(
    {},
    {
      get: (target, property) => (isHarmless(property) ? Reflect.get(target, property) : absentMember(property)),
      set: (_target, property) => fail(`${String(property)} =`),
    },
  );
}

/** What code reads of every value to learn what it is. */
function isHarmless(property: string | symbol): property is symbol {
  return typeof property === "symbol" || property === "__esModule" || property in Object.prototype;
}
