const MSGID = /^[A-Za-z0-9]{12}\d{14}\d{4}$/;

/**
 * Makes a message id: fixmedins_code (12) + yyyyMMddHHmmss + four digits, 30 characters, unique per institution and second.
 * The database makes those of requests (seq_msgid); this one serves `MedicalInsuranceClient`, which has no database.
 * @param local a time whose UTC fields are the local ones
 * @param sequence 0 to 9999
 */
export function makeMsgid(fixmedinsCode: string, local: Date, sequence: number): string {
  const time = local.toISOString().slice(0, 19).replace(/\D/g, "");
  return `${fixmedinsCode}${time}${String(sequence).padStart(4, "0")}`;
}

/** Whether a text has a message id's structure, of any institution. */
export function isMsgid(text: string): boolean {
  return MSGID.test(text);
}
