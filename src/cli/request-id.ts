import { EXIT } from "../exit-code.ts";
import type { VerbResult } from "./database-verb.ts";

/** A request id as the command line and SQL Server's int have it: 1 to 2147483647. */
export function parseRequestId(text: string): { readonly requestId: number } | { readonly fault: VerbResult } {
  const requestId = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (requestId >= 1 && requestId <= 2_147_483_647) return { requestId };
  return {
    fault: {
      exitCode: EXIT.usage,
      text: "the request id must be a whole number from 1 to 2147483647, as sp_medical_insurance_call returned it",
    },
  };
}
