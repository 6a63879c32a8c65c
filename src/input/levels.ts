import type { Level, Levels, ValidationSettings } from "../config/configuration.ts";
import type { Fault, Rule } from "../interfaces/rule.ts";

/** What is checked, and how strictly a hospital wants it for this interface. */
export function levelsFor(infno: string, { levels, ofInterfaces }: ValidationSettings): Levels {
  return { ...levels, ...ofInterfaces[infno] };
}

/** Faults of a kind that the hospital only wants to be warned of stop no request. */
export function byLevel(
  faults: readonly Fault[],
  levels: Levels,
): { readonly faults: readonly Fault[]; readonly warnings: readonly Fault[] } {
  const isWarning = ({ rule }: Fault): boolean => levelOf(rule, levels) === "warn";
  return { faults: faults.filter((fault) => !isWarning(fault)), warnings: faults.filter(isWarning) };
}

function levelOf({ keyword }: Rule, { missingFields, lengths, formats }: Levels): Level {
  switch (keyword) {
    case "required":
    case "filled":
    case "any-filled":
      return missingFields;
    case "max-length":
      return lengths;
    case "format":
    case "decimal":
    case "codes":
      return formats;
    default:
      // A value of another type would be read wrongly everywhere.
      return "refuse";
  }
}
