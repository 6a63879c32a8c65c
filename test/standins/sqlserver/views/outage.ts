import { heldCalls } from "../procedures/outage.ts";
import { datetime2, int } from "../sql-type.ts";
import type { Source } from "./source.ts";

/** v_medical_insurance_outage: one row while calls are held back, none otherwise. */
export const outageView: Source = {
  columns: [
    { name: "held_since", type: datetime2(3) },
    { name: "unreached_since", type: datetime2(3) },
    { name: "unreached_count", type: int },
    { name: "latest_at", type: datetime2(3) },
    { name: "probe_at", type: datetime2(3) },
  ],
  rows({ database }) {
    const held = heldCalls(database);
    return held === undefined ? [] : [{ ...held }];
  },
};
