import type { Say } from "../language.ts";

const LARGEST_INT = 2_147_483_647;

/** A request id as the command line and SQL Server's int have it: 1 to 2147483647. */
export function parseRequestId(text: string, say: Say): { readonly requestId: number } | { readonly fault: string } {
  const requestId = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (requestId >= 1 && requestId <= LARGEST_INT) return { requestId };
  return {
    fault: say({
      zh: `请求编号必须是 1 到 ${LARGEST_INT} 的整数，即 sp_medical_insurance_call 返回的编号`,
      en: `the request id must be a whole number from 1 to ${LARGEST_INT}, as sp_medical_insurance_call returned it`,
    }),
  };
}
