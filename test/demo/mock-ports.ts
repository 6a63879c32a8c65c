import { parseArgs } from "node:util";

/** The ports that the command line names; undefined where it names none. */
export interface AskedPorts {
  readonly sql: number | undefined;
  readonly insurer: number | undefined;
}

export function readAskedPorts(args: readonly string[]): AskedPorts | { readonly fault: string } {
  const port = { type: "string" } as const;
  const { tokens } = parseArgs({
    args: [...args],
    options: { "sql-port": port, "insurer-port": port },
    strict: false,
    tokens: true,
  });
  const ports = new Map<string, number>();
  for (const token of tokens) {
    const name = token.kind === "option" ? token.name : "";
    if (token.kind !== "option" || (name !== "sql-port" && name !== "insurer-port")) {
      return { fault: "Usage: npm run mock -- [--sql-port PORT] [--insurer-port PORT]" };
    }
    if (!/^\d{1,5}$/.test(token.value ?? "") || Number(token.value) > 65_535) {
      return { fault: `--${name} must be a port number, 0 to 65535` };
    }
    ports.set(name, Number(token.value));
  }
  return { sql: ports.get("sql-port"), insurer: ports.get("insurer-port") };
}
