import type { Settlement } from "./settlement.ts";

/** What the insurer has settled: a settlement whose answer was lost stands here like any other. */
export interface Book {
  enter(settlement: Settlement): void;
  find(psn_no: string, mdtrt_id: string): Settlement | undefined;
  /** Takes back the settlement that a msgid made; false when there is none. */
  reverse(psn_no: string, msgid: string): boolean;
}

export function createBook(): Book {
  const byMsgid = new Map<string, Settlement>();
  return {
    enter(settlement) {
      byMsgid.set(settlement.medins_setl_id, settlement);
    },
    find(psn_no, mdtrt_id) {
      return [...byMsgid.values()].findLast((entry) => entry.psn_no === psn_no && entry.mdtrt_id === mdtrt_id);
    },
    reverse(psn_no, msgid) {
      return byMsgid.get(msgid)?.psn_no === psn_no && byMsgid.delete(msgid);
    },
  };
}
