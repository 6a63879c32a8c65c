import type { Faults, PlannedPlace } from "../standins/sqlserver/faults.ts";
import { findProcedure } from "../standins/sqlserver/find-procedure.ts";

/** Puts one fault into the plan of the SQL Server stand-in. */
export type PlanFault = (faults: Faults) => void;

export const sqlFaultWords = "<error number>|silent|drop [call|claim|finish|…|batch|connect|login] [after] [once]";

/**
 * Reads `9002`, `silent finish`, `drop claim after once`: an error number, no answer or a dropped connection; where, at each batch and
 * procedure unless it is said; after: what was asked is done first; once: not for ever. Undefined for other words.
 */
export function readSqlFault([what = "", ...words]: readonly string[]): PlanFault | undefined {
  const times = words.includes("once") ? 1 : Number.POSITIVE_INFINITY;
  const moment = words.includes("after") ? "after" : "before";
  const places = words.filter((word) => word !== "once" && word !== "after").map(placeOf);
  const [place = "every", ...others] = places;
  if (places.includes(undefined) || others.length > 0) return undefined;
  if (what === "silent") return (faults) => faults.silence(place, moment, times);
  if (what === "drop") return (faults) => faults.drop(place, moment, times);
  if (!/^[1-9]\d{0,4}$/.test(what)) return undefined;
  return (faults) => faults.raise(place, Number(what), times, moment);
}

function placeOf(word: string): PlannedPlace | undefined {
  if (word === "connect" || word === "login" || word === "batch") return word;
  return findProcedure(`sp_medical_insurance_${word}`)?.name;
}
