import type { Settlement } from "./settlement.ts";

/** What a look-up names; "" where it names nothing. */
type Named = Pick<Settlement, "psn_no" | "mdtrt_id" | "setl_id">;

/** What the insurer has settled: a settlement whose answer was lost stands here like any other. */
export interface Book {
  enter(settlement: Settlement): void;
  /** The person's newest settlement of a visit or with a number, or both. */
  find(named: Named): Settlement | undefined;
  /** Takes back the settlement that a msgid made; false when there is none. */
  reverse(psn_no: string, msgid: string): boolean;
}

export function createBook(): Book {
  const byMsgid = new Map<string, Settlement>();
  return {
    enter(settlement) {
      byMsgid.set(settlement.medins_setl_id, settlement);
    },
    find({ psn_no, mdtrt_id, setl_id }) {
      if (mdtrt_id === "" && setl_id === "") return undefined;
      const fits = (wanted: string, value: string): boolean => wanted === "" || wanted === value;
      return [...byMsgid.values()].findLast(
        (entry) => entry.psn_no === psn_no && fits(mdtrt_id, entry.mdtrt_id) && fits(setl_id, entry.setl_id),
      );
    },
    reverse(psn_no, msgid) {
      return byMsgid.get(msgid)?.psn_no === psn_no && byMsgid.delete(msgid);
    },
  };
}
