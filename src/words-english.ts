import { ruleInEnglish } from "./interfaces/rule.ts";
import type { Outcome } from "./outcome.ts";
import type { FormRule, InputFault } from "./request.ts";

/**
 * What an outcome means, for the terminal and the log: ASCII, and never the insurer's err_msg, which may name a patient.
 */
export function outcomeInEnglish(outcome: Outcome): string {
  switch (outcome.reason) {
    case "success":
      return "the insurer answered with success";
    case "refused":
      return `the insurer refused with ${refusalCode(outcome.reply)}; its reason is in err_msg`;
    case "refused-with-zero":
      return "the insurer answered infcode 0 with an error text and no output; its reason is in err_msg";
    case "input-invalid":
      return `the input is invalid and was not sent: ${faultsInEnglish(outcome.faults)}`;
    case "interface-unknown":
      return "the interface code is unknown and nothing was sent; check it, or set unknown_interfaces or interfaces_folder";
    case "not-sent":
      return `nothing was sent: ${outcome.step} failed (${outcome.cause})`;
    case "gateway-refused":
      return gatewayInEnglish(outcome.clockAheadMs);
    case "deadline":
      return "time was over before the first byte; nothing was sent";
    case "answer-lost":
      return `the request left and the answer was lost: ${outcome.cause}`;
    case "answer-unreadable":
      return `the request left and the answer is no envelope: ${outcome.cause}`;
    case "defect":
      return `a defect of this program, ${outcome.sent ? "after" : "before"} the first byte; the stack is in the log`;
  }
}

function gatewayInEnglish(clockAheadMs: number | null): string {
  if (clockAheadMs === null) return "the gateway answered 401; check app_id, app_secret and this machine's clock";
  const minutes = Math.round(Math.abs(clockAheadMs) / 60_000);
  const direction = clockAheadMs > 0 ? "ahead of" : "behind";
  return `the gateway answered 401; this machine's clock is ${minutes} minutes ${direction} the gateway's: set the clock`;
}

const FAULTS_SHOWN = 5;

function faultsInEnglish(faults: readonly InputFault[]): string {
  const shown = faults
    .slice(0, FAULTS_SHOWN)
    .map((fault) => `${placeOf(fault.path)} ${ruleOfFaultInEnglish(fault)}`)
    .join("; ");
  return faults.length > FAULTS_SHOWN ? `${shown}; ${faults.length} in all` : shown;
}

/** No field of the specification has four digits in a row; numbers of people, cards and telephones have. */
const FIELD = /^(?!.*\d{4})[A-Za-z_]\w{0,39}$/;

/** A path for the terminal and the log. A key that is no field name may be anything that HIS put there, a person's data too. */
export function placeOf(path: string): string {
  if (path === "") return "input";
  const fields = path.replaceAll(/\[\d{1,6}\]/g, "").split(".");
  return fields.every((field) => FIELD.test(field)) ? path : "a field";
}

const INFCODE = /^[\w-]{1,10}$/;

/** An infcode for the terminal and the log; null when it is no code, because then it may be anything. */
export function printableInfcode(infcode: string): string | null {
  return INFCODE.test(infcode) ? infcode : null;
}

function refusalCode({ infcode }: { readonly infcode: string }): string {
  const printable = printableInfcode(infcode);
  return printable === null ? "an infcode that is no code" : `infcode ${printable}`;
}

export function ruleOfFaultInEnglish(fault: InputFault): string {
  return "form" in fault ? formRuleInEnglish(fault.form) : ruleInEnglish(fault.rule);
}

function formRuleInEnglish(rule: FormRule): string {
  switch (rule.keyword) {
    case "empty":
      return "is empty";
    case "not-json":
      return "is not JSON";
    case "not-object":
      return "must be a JSON object";
    case "too-deep":
      return `is nested deeper than ${rule.limit} levels`;
    case "too-long":
      return `has ${rule.length} characters, more than ${rule.limit}`;
    case "duplicate-key":
      return "stands twice";
    case "inexact-number":
      return "is a number that does not survive; send it as text";
    case "fixed-envelope-field":
      return "is filled in by the processor and cannot be set";
    case "unknown-envelope-field":
      return "is no envelope field and cannot stand beside input";
    case "envelope-field-not-text":
      return "must be text";
    case "mixed-forms":
      return `mixes nodes (${rule.nodes.join(", ")}) with plain fields`;
  }
}

/** Only what is printable in every code page: xp_cmdshell reads the OEM one. */
export function asciiOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
