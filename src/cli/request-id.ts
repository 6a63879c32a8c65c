const LARGEST_INT = 2_147_483_647;

/** A request id as the command line and SQL Server's int have it: 1 to 2147483647. */
export function parseRequestId(text: string): { readonly requestId: number } | { readonly fault: string } {
  const requestId = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (requestId >= 1 && requestId <= LARGEST_INT) return { requestId };
  return {
    fault: `the request id must be a whole number from 1 to ${LARGEST_INT}, as sp_medical_insurance_call returned it`,
  };
}
