import { readFileSync } from "node:fs";
import { STRICT, type ValidationSettings } from "../config/configuration.ts";
import type { Profile } from "../config/profile.ts";
import { messageOf } from "../error-text.ts";
import { checkInput } from "../input/prepare.ts";
import type { LoadInterface } from "../interfaces/interface.ts";
import { loadInterface } from "../interfaces/load.ts";
import { ruleOfFaultInChinese } from "../outcome/in-chinese.ts";
import { ruleOfFaultInEnglish } from "../outcome/in-english.ts";
import { type InputFault, labelOf } from "../outcome/input-fault.ts";
import { EXIT } from "../report/exit-code.ts";
import { tableOf } from "../report/table.ts";
import { decodeText, NOT_UNICODE } from "../text-file.ts";
import { brokenInterface, unknownInterface } from "./schema.ts";
import { configurationFaulty, isConfigured, readAll, type VerbContext, type VerbResult } from "./verb.ts";

/** What `processor validate <infno> [file|-]` found; faults stop a request, warnings do not. */
interface Findings {
  readonly faults: readonly InputFault[];
  readonly warnings: readonly InputFault[];
}

/** What an input is checked with. */
interface Rules {
  readonly load: LoadInterface;
  readonly validation: ValidationSettings;
  readonly extraFields: readonly string[];
}

/** Where there is no configuration. */
export function builtInRules(profile: Profile): Rules {
  return { load: (infno) => loadInterface(infno, profile), validation: STRICT, extraFields: [] };
}

/** Reads the input from a file or, for `-`, from stdin. Where there is a configuration, the hospital's own interfaces and levels count. */
export async function validateFile(context: VerbContext, infno: string, file: string): Promise<VerbResult> {
  const rules = isConfigured(context) ? await readRules(context) : builtInRules(context.profile ?? "hunan");
  if ("faults" in rules) return configurationFaulty(rules);
  try {
    const text = decodeText(readFileSync(file === "-" ? 0 : file));
    return text === null
      ? { exitCode: EXIT.usage, text: `${file} ${NOT_UNICODE}` }
      : await validateInputText(infno, text, rules);
  } catch (error) {
    return {
      exitCode: EXIT.usage,
      text: `${file} cannot be read: ${messageOf(error)}`,
    };
  }
}

async function readRules(context: VerbContext): Promise<Rules | { readonly faults: readonly string[] }> {
  const read = await readAll(context);
  if ("faults" in read) return read;
  const { sdk, validation } = read.configuration;
  return { load: read.load, validation, extraFields: Object.keys(sdk.envelope) };
}

/**
 * Checks an input as a run would, without database and network.
 * @param text what HIS would put into @input_data, in any of its forms
 */
export async function validateInputText(infno: string, text: string, rules: Rules): Promise<VerbResult> {
  const known = await rules.load(infno);
  if (known === undefined) return unknownInterface(infno);
  if ("reason" in known) return brokenInterface(known);
  const checked = checkInput(text, known, rules.extraFields, rules.validation);
  const findings: Findings = "faults" in checked ? checked : { faults: [], warnings: checked.warnings };
  return {
    exitCode: findings.faults.length > 0 ? EXIT.inputInvalid : EXIT.success,
    text: findingsAsTable(infno, findings),
    json: findingsJson(infno, findings),
  };
}

function summaryOf(infno: string, { faults, warnings }: Findings): string {
  const verdict = faults.length > 0 ? `${infno}: ${faults.length} fault(s)` : `${infno}: valid`;
  return warnings.length > 0 ? `${verdict}, ${warnings.length} warning(s)` : verdict;
}

function findingsAsTable(infno: string, findings: Findings): string {
  const { faults, warnings } = findings;
  const row = (word: string) => (fault: InputFault) => [word, fault.path, labelOf(fault), ruleOfFaultInEnglish(fault)];
  const table = tableOf([...faults.map(row("fault")), ...warnings.map(row("warning"))]);
  return [summaryOf(infno, findings), table].join("\n").trimEnd();
}

function findingsJson(infno: string, findings: Findings): object {
  const { faults, warnings } = findings;
  const shown = (fault: InputFault) => ({ path: fault.path, label: labelOf(fault), rule: ruleOfFaultInChinese(fault) });
  return {
    message: summaryOf(infno, findings),
    infno,
    valid: faults.length === 0,
    faults: faults.map(shown),
    warnings: warnings.map(shown),
  };
}
