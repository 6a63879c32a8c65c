import type { Outcome } from "../outcome/outcome.ts";
import type { Ending } from "../run/run.ts";

/** The process's exit codes; documented in the README, and the order of their meaning never changes. */
export const EXIT = {
  success: 0,
  defect: 1,
  usage: 2,
  notClaimed: 3,
  inputInvalid: 4,
  refused: 5,
  notSent: 6,
  unknown: 7,
  notStored: 8,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(ending: Ending): ExitCode {
  switch (ending.reason) {
    case "finished":
    case "waiting":
      return exitCodeOfOutcome(ending.outcome);
    case "not-claimed":
    case "answer-spooled":
      return EXIT.notClaimed;
    case "not-stored":
    case "database-away":
    case "instance-away":
    case "database-busy":
    case "login-refused":
    case "encryption-refused":
      return EXIT.notStored;
    case "call-refused":
      return EXIT.usage;
    case "call-invalid":
      return EXIT.defect;
  }
}

export function exitCodeOfOutcome(outcome: Outcome): ExitCode {
  switch (outcome.reason) {
    case "success":
      return EXIT.success;
    case "refused":
    case "refused-with-zero":
      return EXIT.refused;
    case "input-invalid":
    case "interface-unknown":
    case "interface-broken":
      return EXIT.inputInvalid;
    case "not-sent":
    case "gateway-refused":
    case "deadline":
      return EXIT.notSent;
    case "reply-undecided":
    case "answer-lost":
    case "answer-unreadable":
      return EXIT.unknown;
    case "defect":
      return EXIT.defect;
  }
}
