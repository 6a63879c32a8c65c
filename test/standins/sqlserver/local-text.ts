/** The server's local time as yyyy-mm-dd hh:mi:ss.mmm, style 121. */
export function localText(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 23).replace("T", " ");
}
