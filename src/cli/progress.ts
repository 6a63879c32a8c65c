import { widthOf } from "../report/table.ts";
import type { VerbContext } from "./verb.ts";

/** One line on stderr that is written anew in its place while a person waits at a terminal. It has no colours. */
export interface Progress {
  /** @param of null: it is not known how many there will be */
  show(done: number, of: number | null): void;
  /** Prints without breaking the line: it is taken away before, and comes again with the next `show`. */
  around(print: (text: string) => void): (text: string) => void;
  /** Takes the line away. */
  end(): void;
}

export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const SECOND_MS = 1000;

/** On anything but a terminal, and with `--json`, nothing is written. */
export function openProgress(
  { asJson, say }: Pick<VerbContext, "asJson" | "say">,
  terminal: Terminal = process.stderr,
  nowMs: () => number = () => performance.now(),
): Progress {
  if (terminal.isTTY !== true || asJson) return { show() {}, around: (print) => print, end() {} };
  const beganMs = nowMs();
  let shown = "";
  let latest: readonly [done: number, of: number | null] | null = null;

  const write = (text: string): void => {
    const rest = Math.max(0, widthOf(shown) - widthOf(text));
    terminal.write(`\r${text}${" ".repeat(rest)}${text === "" ? "\r" : ""}`);
    shown = text;
  };
  const draw = (): void => {
    if (latest === null) return;
    const [done, of] = latest;
    const seconds = Math.floor((nowMs() - beganMs) / SECOND_MS);
    write(
      of === null
        ? say({ zh: `已完成 ${done} 个，${seconds} 秒`, en: `${done} done, ${seconds} s` })
        : say({ zh: `已完成 ${done} 个，共 ${of} 个，${seconds} 秒`, en: `${done} of ${of}, ${seconds} s` }),
    );
  };
  const clear = (): void => {
    if (shown !== "") write("");
  };
  // While one takes long, the time still goes on.
  const ticks = setInterval(draw, SECOND_MS);
  ticks.unref();
  return {
    show(done, of) {
      latest = [done, of];
      draw();
    },
    around: (print) => (text) => {
      clear();
      print(text);
    },
    end() {
      clearInterval(ticks);
      clear();
    },
  };
}
