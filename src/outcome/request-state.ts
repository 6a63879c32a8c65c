import type { InterfaceClass } from "../interfaces/interface.ts";
import { certaintyOf, type Outcome } from "./outcome.ts";

export type ErrorCode =
  | "REFUSED"
  | "REFUSED_WITH_ZERO"
  | "INPUT_INVALID"
  | "INTERFACE_UNKNOWN"
  | "NOT_SENT"
  | "GATEWAY_REFUSED"
  | "DEADLINE"
  | "OUTCOME_UNKNOWN"
  | "REPLY_LOST"
  | "REPLY_UNREADABLE"
  | "INTERNAL";

export type ResultStatus = "SUCCESS" | "BUSINESS_ERROR" | "SYSTEM_ERROR" | "PROCESSING";

/** The state in which the request row ends. */
export interface RequestState {
  readonly status: "COMPLETED" | "ERROR";
  readonly errorCode: ErrorCode | null;
}

export function stateAfter(outcome: Outcome, interfaceClass: InterfaceClass): RequestState {
  const errorCode = errorCodeOf(outcome, interfaceClass);
  return { status: certaintyOf(outcome) === "REPLIED" ? "COMPLETED" : "ERROR", errorCode };
}

function errorCodeOf(outcome: Outcome, interfaceClass: InterfaceClass): ErrorCode | null {
  if (certaintyOf(outcome) === "UNKNOWN" && interfaceClass !== "A") return "OUTCOME_UNKNOWN";
  switch (outcome.reason) {
    case "success":
      return null;
    case "refused":
      return "REFUSED";
    case "refused-with-zero":
      return "REFUSED_WITH_ZERO";
    case "input-invalid":
      return "INPUT_INVALID";
    case "interface-unknown":
    case "interface-broken":
      return "INTERFACE_UNKNOWN";
    case "not-sent":
      return "NOT_SENT";
    case "gateway-refused":
      return "GATEWAY_REFUSED";
    case "deadline":
      return "DEADLINE";
    case "answer-lost":
      return "REPLY_LOST";
    case "reply-undecided":
    case "answer-unreadable":
      return "REPLY_UNREADABLE";
    case "defect":
      return "INTERNAL";
  }
}

/** What v_medical_insurance_result shows for a finished request. */
export function resultStatusOf(state: RequestState): ResultStatus {
  if (state.status === "ERROR") return "SYSTEM_ERROR";
  return state.errorCode === null ? "SUCCESS" : "BUSINESS_ERROR";
}
