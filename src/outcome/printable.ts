/** No field of the specification has four digits in a row; numbers of people, cards and telephones have. */
const FIELD = /^(?!.*\d{4})[A-Za-z_]\w{0,39}$/;

/** A path for the terminal and the log. A key that is not a field name may be anything that HIS put there, also a person's data. */
export function placeOf(path: string): string {
  if (path === "") return "input";
  const fields = path.replaceAll(/\[\d{1,6}\]/g, "").split(".");
  return fields.every((field) => FIELD.test(field)) ? path : "a field";
}

const INFCODE = /^[\w-]{1,10}$/;

/** An infcode for the terminal and the log; null when it is not a code, because then it may be anything. */
export function printableInfcode(infcode: string): string | null {
  return INFCODE.test(infcode) ? infcode : null;
}
