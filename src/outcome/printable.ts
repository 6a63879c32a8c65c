import { INFNO } from "../interfaces/interface.ts";
import type { InputFault } from "./input-fault.ts";

/** Where a fault is, for the terminal and the log. */
export function placeOf({ place }: InputFault): string {
  return place === "" ? "input" : place;
}

/** An interface code for the terminal and the log; null when it is not a code, because then it may be anything that HIS wrote. */
export function printableInfno(infno: string): string | null {
  return INFNO.test(infno) ? infno : null;
}

const INFCODE = /^[\w-]{1,10}$/;

/** An infcode for the terminal and the log; null when it is not a code, because then it may be anything. */
export function printableInfcode(infcode: string): string | null {
  return INFCODE.test(infcode) ? infcode : null;
}
