/** Only what is printable in every code page: xp_cmdshell reads the OEM one. */
export function asciiOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}

/** JSON on one line, with everything beyond ASCII escaped. */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
