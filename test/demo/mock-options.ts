import { parseArgs } from "node:util";

/** The ports that the command line names; undefined where it names none. */
export interface AskedPorts {
  readonly sql: number | undefined;
  readonly insurer: number | undefined;
  readonly control: number | undefined;
}

export const usage = "Usage: npm run mock -- [--sql-port PORT] [--insurer-port PORT] [--control-port PORT]";

const OPTIONS = ["sql-port", "insurer-port", "control-port"] as const;

export function readMockOptions(
  args: readonly string[],
): AskedPorts | { readonly fault: string } | { readonly isHelp: true } {
  const port = { type: "string" } as const;
  const { tokens } = parseArgs({
    args: [...args],
    options: { "sql-port": port, "insurer-port": port, "control-port": port, help: { type: "boolean", short: "h" } },
    strict: false,
    tokens: true,
  });
  const ports = new Map<string, number>();
  for (const token of tokens) {
    if (token.kind === "option" && token.name === "help") return { isHelp: true };
    const name = OPTIONS.find((each) => token.kind === "option" && each === token.name);
    if (token.kind !== "option" || name === undefined) return { fault: usage };
    if (!/^\d{1,5}$/.test(token.value ?? "") || Number(token.value) > 65_535) {
      return { fault: `--${name} must be a port number, 0 to 65535` };
    }
    ports.set(name, Number(token.value));
  }
  return { sql: ports.get("sql-port"), insurer: ports.get("insurer-port"), control: ports.get("control-port") };
}
