/** What clients set by themselves after login: tedious and FreeTDS. Nothing here depends on these settings. */
const onOff = [
  "ANSI_NULLS",
  "ANSI_NULL_DFLT_ON",
  "ANSI_PADDING",
  "ANSI_WARNINGS",
  "ARITHABORT",
  "CONCAT_NULL_YIELDS_NULL",
  "CURSOR_CLOSE_ON_COMMIT",
  "NUMERIC_ROUNDABORT",
  "QUOTED_IDENTIFIER",
  "XACT_ABORT",
].join("|");
const known = new RegExp(
  [
    `(${onOff})( , (${onOff}))* (ON|OFF)`,
    // ON would open transactions by itself, which the server would have to track.
    "IMPLICIT_TRANSACTIONS OFF",
    "DATEFIRST \\d",
    "DATEFORMAT [A-Z]{3}",
    "LANGUAGE [A-Z_]+",
    "TEXTSIZE -?\\d+",
    "TRANSACTION ISOLATION LEVEL (READ (UN)?COMMITTED|REPEATABLE READ|SNAPSHOT|SERIALIZABLE)",
  ]
    .map((setting) => `^${setting}$`)
    .join("|"),
);

export function isClientSetting(words: readonly string[]): boolean {
  return known.test(words.join(" ").toUpperCase());
}
