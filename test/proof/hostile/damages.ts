import fc from "fast-check";
import type { Damage } from "./server.ts";

/** A change to one of the server's answers: 0 is PRELOGIN's, 1 the login's, 2 that of the settings, 3 the claim's, 4 finish's. */
export interface Harm {
  readonly answer: number;
  readonly kind: "flip" | "cut" | "insert" | "random" | "length" | "repeat";
  /** Where, as a part of the answer's length in thousandths. */
  readonly place: number;
  readonly bytes: readonly number[];
}

export const harm: fc.Arbitrary<Harm> = fc.record({
  answer: fc.integer({ min: 0, max: 4 }),
  kind: fc.constantFrom("flip", "cut", "insert", "random", "length", "repeat"),
  place: fc.nat({ max: 999 }),
  bytes: fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 40 }),
});

const HEADER = 8;

/** Damages one answer as the harm says and leaves the others alone. */
export function damageOf(harm: Harm): Damage {
  return (answer, number) => (number === harm.answer ? damaged(answer, harm) : answer);
}

function damaged(answer: Buffer, { kind, place, bytes }: Harm): Buffer {
  const at = Math.min(answer.length - 1, HEADER + Math.floor(((answer.length - HEADER) * place) / 1000));
  const given = Buffer.from(bytes);
  switch (kind) {
    case "flip": {
      const changed = Buffer.from(answer);
      changed[at] = bytes[0] ?? 0;
      return changed;
    }
    case "cut":
      return withLength(answer.subarray(0, at));
    case "insert":
      return withLength(Buffer.concat([answer.subarray(0, at), given, answer.subarray(at)]));
    case "random":
      return Buffer.concat([given, given, given]);
    case "length": {
      const changed = Buffer.from(answer);
      changed.writeUInt16BE(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0), 2);
      return changed;
    }
    case "repeat":
      return Buffer.concat([answer, answer, answer]);
  }
}

/** The packet says how long it is, so that the damage reaches the tokens and not only the framing. */
function withLength(packet: Buffer): Buffer {
  const changed = Buffer.from(packet);
  if (changed.length >= HEADER && changed.length < 65_536) changed.writeUInt16BE(changed.length, 2);
  return changed;
}
