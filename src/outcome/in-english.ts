import { formatsOf, type Rule } from "../interfaces/rule.ts";
import type { FormRule, InputFault } from "./input-fault.ts";
import type { Outcome, ReplyUndecided } from "./outcome.ts";
import { placeOf, printableInfcode } from "./printable.ts";

/**
 * What an outcome means, for the terminal and the log: ASCII, and never the insurer's err_msg, which may name a patient.
 */
export function outcomeInEnglish(outcome: Outcome): string {
  switch (outcome.reason) {
    case "success":
      return "the insurer replied with success";
    case "refused":
      return `the insurer refused with ${refusalCode(outcome.reply)}; its reason is in err_msg`;
    case "refused-with-zero":
      return "the insurer replied with infcode 0, an error text and no output; its reason is in err_msg";
    case "reply-undecided":
      return `${undecidedInEnglish(outcome)}; its text is in err_msg`;
    case "input-invalid":
      return `the input is invalid and was not sent: ${faultsInEnglish(outcome.faults)}`;
    case "interface-unknown":
      return "the interface code is unknown and nothing was sent; check it, or set unknown_interfaces or interfaces_folder";
    case "interface-broken":
      return `the hospital's own schema of ${outcome.infno} has ${outcome.faults.length} fault(s) and nothing was sent; "processor schema list" shows them`;
    case "not-sent":
      return `nothing was sent: ${outcome.step} failed (${outcome.cause})`;
    case "gateway-refused":
      return gatewayInEnglish(outcome.clockAheadMs);
    case "deadline":
      return "the deadline passed before anything was sent";
    case "answer-lost":
      return `the request was sent and its reply is lost: ${outcome.cause}`;
    case "answer-unreadable":
      return `the request was sent and its reply cannot be read: ${outcome.cause}`;
    case "defect":
      return `a defect of this program, ${outcome.sent ? "after" : "before"} the request was sent; the stack is in the log`;
  }
}

function undecidedInEnglish({ because, httpStatus }: ReplyUndecided): string {
  switch (because) {
    case "zero-with-text":
      return "the insurer replied infcode 0 and a text that does not tell whether it acted";
    case "timed-out-behind":
      return "the insurer replied that a call behind it timed out";
    case "gateway-status":
      return `the insurer replied with HTTP ${httpStatus}: what is behind its gateway may have acted`;
  }
}

function gatewayInEnglish(clockAheadMs: number | null): string {
  if (clockAheadMs === null) return "the gateway replied 401; check app_id, app_secret and this machine's clock";
  const minutes = Math.round(Math.abs(clockAheadMs) / 60_000);
  const direction = clockAheadMs > 0 ? "ahead of" : "behind";
  return `the gateway replied 401; this machine's clock is ${minutes} minutes ${direction} the gateway's: set the clock`;
}

const FAULTS_SHOWN = 5;

function faultsInEnglish(faults: readonly InputFault[]): string {
  const shown = faults
    .slice(0, FAULTS_SHOWN)
    .map((fault) => `${placeOf(fault)} ${ruleOfFaultInEnglish(fault)}`)
    .join("; ");
  return faults.length > FAULTS_SHOWN ? `${shown}; ${faults.length} in all` : shown;
}

function refusalCode({ infcode }: { readonly infcode: string }): string {
  const printable = printableInfcode(infcode);
  return printable === null ? "an infcode that is not a code" : `infcode ${printable}`;
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
    case "too-many-objects":
      return `has more than ${rule.limit} objects and lists`;
    case "too-long":
      return `has ${rule.length} characters, more than ${rule.limit}`;
    case "duplicate-key":
      return "appears twice";
    case "inexact-number":
      return "is a number that cannot be represented exactly; send it as text";
    case "fixed-envelope-field":
      return "is filled in by the processor and cannot be set";
    case "unknown-envelope-field":
      return "is not an envelope field and cannot be next to input";
    case "envelope-field-not-text":
      return "must be text";
    case "mixed-forms":
      return `mixes nodes (${rule.nodes.join(", ")}) with plain fields`;
  }
}

function ruleInEnglish(rule: Rule): string {
  switch (rule.keyword) {
    case "required":
      return "is required";
    case "filled":
      return "must not be empty";
    case "any-filled":
      return `needs at least one of ${rule.fields.join(", ")}`;
    case "type":
      return `must be ${rule.types.join(" or ")}`;
    case "max-length":
      return `must not be longer than ${rule.limit} characters`;
    case "decimal":
      return `must be a number${boundsInEnglish(rule.precision, rule.scale)}; an empty number is sent as 0`;
    case "format":
      return `must have the format ${formatsOf(rule.format).join(" or ")}`;
    case "codes":
      return `must be one of ${rule.codes.join(", ")}`;
    case "schema":
      return `breaks the schema's rule ${rule.word}`;
    case "unknown-field":
      return "is not a field of this interface";
    case "unknown-code":
      return `is not a code of the table ${rule.table}`;
    case "expected":
      return "is required by the specification, but perhaps not by the bureau; it is sent without";
    case "written-as-text":
      return "must be text; the object was written as JSON text";
    case "fields-not-known":
      return "the fields of this interface are not known; the input is sent unchecked";
  }
}

function boundsInEnglish(precision: number | null, scale: number | null): string {
  if (precision === null || scale === null) return "";
  return scale === 0
    ? ` of at most ${precision} whole digits`
    : ` of at most ${precision - scale} whole digits and ${scale} decimals`;
}
