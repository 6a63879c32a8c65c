import type { Tables } from "../tables.ts";

/** fixmedins_code, the database's time and a number that cycles: no two of one second are alike. Null: the code is not known. */
export function makeMsgid(tables: Tables, fixmedinsCode: string, now: Date): string;
export function makeMsgid(tables: Tables, fixmedinsCode: string | null, now: Date): string | null;
export function makeMsgid(tables: Tables, fixmedinsCode: string | null, now: Date): string | null {
  if (fixmedinsCode === null) return null;
  const parts = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()];
  const time = now.getFullYear() + parts.map((part) => String(part).padStart(2, "0")).join("");
  const number = tables.next.msgid;
  tables.next.msgid = (number + 1) % 10_000;
  return `${fixmedinsCode}${time}${String(number).padStart(4, "0")}`;
}

/** The code that the installation or the first claim has recorded. */
export function recordedCode({ medical_insurance_version }: Tables): string | null {
  return medical_insurance_version[0]?.fixmedins_code ?? null;
}
