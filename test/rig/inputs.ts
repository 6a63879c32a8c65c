/** Inputs of invented people, as HIS writes them. */

/** 1101, class A, in the seed's short form. */
export const lookUp = { psn_no: "430123199001011234" };

/** 2205, class B: takes back what was charged and not settled. */
export const takeBack = { mdtrt_id: "H1234567890120241201001", chrg_bchno: "0000", psn_no: "430123199001011234" };

/** 2207, class C, in the seed's short form; each number is a settlement of its own. */
export function settlement(number = 1): Readonly<Record<string, string>> {
  const digits = String(number).padStart(3, "0");
  return {
    mdtrt_id: `H1234567890120241201${digits}`,
    psn_no: "430123199001011234",
    chrg_bchno: `20241201${digits}`,
    acct_used_flag: "0",
    insutype: "310",
    invono: `INV20241201${digits}`,
  };
}

/** The three by the class of their interface. */
export const inputOfClass = {
  A: { infno: "1101", input: lookUp },
  B: { infno: "2205", input: takeBack },
  C: { infno: "2207", input: settlement() },
} as const;
