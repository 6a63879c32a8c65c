/** What a keyword of a connection string does here: it is used, or why it has no effect. */
const EFFECTS: Readonly<Record<string, string>> = {
  ...all(
    "used",
    "driver",
    "server",
    "data source",
    "address",
    "addr",
    "network address",
    "database",
    "initial catalog",
  ),
  ...all("used", "uid", "user id", "user", "username", "pwd", "password", "encrypt", "application name", "app"),
  ...all("used", "trustservercertificate", "trust server certificate", "trusted_connection", "integrated security"),
  ...all("used", "multisubnetfailover", "multi subnet failover", "applicationintent", "application intent", "port"),
  ...all("run.deadline_seconds decides", "connect timeout", "connection timeout", "timeout", "logintimeout"),
  ...all("one connection is used, once", "pooling", "max pool size", "min pool size", "connection lifetime"),
  ...all("one connection is used, once", "mars_connection", "multipleactiveresultsets", "connectretrycount"),
  ...all("write the listener, or the server that is primary now", "failover partner", "failover_partner"),
  ...all("write the name in SERVER", "hostnameincertificate", "host name in certificate", "servercertificate"),
  ...all("nothing here depends on it", "provider", "dsn", "description", "persist security info", "packet size"),
  ...all("nothing here depends on it", "network library", "network", "net", "language", "autotranslate", "wsid"),
  ...all("nothing here depends on it", "workstation id", "columnencryption", "column encryption setting"),
  ...all("nothing here depends on it", "connectretryinterval", "type system version", "transparentnetworkipresolution"),
};

function all(effect: string, ...keywords: readonly string[]): Record<string, string> {
  return Object.fromEntries(keywords.map((keyword) => [keyword, effect]));
}

export interface KeywordFindings {
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

const IN_BRACES = "a value that contains ; must be in {braces}";

/**
 * Finds what the library passes over: pieces without `=`, keywords that nobody knows, keywords without an effect here. Neither a
 * value nor an unknown keyword is quoted: where a separator is missing, it may be a piece of the password.
 */
export function checkKeywords(text: string): KeywordFindings {
  const faults: string[] = [];
  const warnings: string[] = [];
  for (const [index, piece] of piecesOf(text).entries()) {
    const equals = piece.indexOf("=");
    const keyword = piece.slice(0, equals).trim().toLowerCase();
    const effect = Object.hasOwn(EFFECTS, keyword) ? EFFECTS[keyword] : undefined;
    if (equals < 0) faults.push(`part ${index + 1} has no =; ${IN_BRACES}`);
    else if (effect === undefined) faults.push(`the keyword of part ${index + 1} is not known; ${adviceFor(keyword)}`);
    else if (effect !== "used") warnings.push(`${keyword} has no effect: ${effect}`);
  }
  return { faults, warnings };
}

export function isKnownKeyword(keyword: string): boolean {
  return Object.hasOwn(EFFECTS, keyword);
}

/** The parts between semicolons, outside braces and quotes; empty ones do not count. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  let closing: string | null = null;
  let isValueToCome = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (closing !== null) {
      // A closing sign that is written twice is one sign of the value.
      if (sign === closing && text[at + 1] === closing) at++;
      else if (sign === closing) closing = null;
    } else if (sign === ";") {
      pieces.push(text.slice(start, at));
      start = at + 1;
      isValueToCome = false;
    } else if (isValueToCome && sign !== " ") {
      closing = CLOSING[sign] ?? null;
      isValueToCome = false;
    } else if (sign === "=") isValueToCome = true;
  }
  return [...pieces, text.slice(start)].filter((piece) => piece.trim() !== "");
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", '"': '"', "'": "'" };

function adviceFor(keyword: string): string {
  const near = Object.keys(EFFECTS).find((known) => known.length > 3 && isNear(keyword, known));
  return near === undefined ? IN_BRACES : `did you mean ${near}?`;
}

const MOST_DIFFERENCES = 2;

/** Whether two words differ in at most two letters that are wrong, missing or too many. */
function isNear(word: string, known: string): boolean {
  if (Math.abs(word.length - known.length) > MOST_DIFFERENCES) return false;
  let before = Array.from({ length: known.length + 1 }, (_, index) => index);
  for (let at = 1; at <= word.length; at++) {
    const row = [at];
    for (let other = 1; other <= known.length; other++) {
      const cost = word[at - 1] === known[other - 1] ? 0 : 1;
      row.push(Math.min((before[other] ?? 0) + 1, (row[other - 1] ?? 0) + 1, (before[other - 1] ?? 0) + cost));
    }
    before = row;
  }
  return (before.at(-1) ?? 0) <= MOST_DIFFERENCES;
}
