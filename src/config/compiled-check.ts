import { compileFunction } from "node:vm";
import { readBuilt } from "../built-file.ts";

/** An error as ajv reports it. */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** configuration.schema.json, compiled. */
export interface CompiledCheck {
  readonly validate: { (value: unknown): boolean; errors?: readonly SchemaError[] | null };
}

/** Made by validators.ts. The executable's build puts this file's script in the place of this module: see replacements.ts. */
export const BUILT_CHECK = "configuration/check.js";

export function compiledCheck(): CompiledCheck {
  const text = readBuilt(BUILT_CHECK);
  if (text === undefined) throw new Error(`no ${BUILT_CHECK}: npm run validators makes it`);
  const exported: Partial<CompiledCheck> = {};
  compileFunction(text, ["exports"], { filename: BUILT_CHECK })(exported);
  // The build writes this text, and it always exports validate.
  return exported as CompiledCheck;
}
