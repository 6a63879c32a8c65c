import { amount } from "./amount.ts";

/** The one insured person the stand-in knows; invented, and the ID number's check digit is wrong. */
export const person = {
  psn_no: "43000011100000000001",
  psn_cert_type: "01",
  certno: "430123199001011234",
  psn_name: "张三",
  gend: "1",
  naty: "01",
  brdy: "1990-01-01",
  age: 34.9,
  psn_type: "11",
} as const;

/** Output of 1101: who it is, what insures them, and no special standing. */
export function personFound(psn_no: string) {
  const { psn_type, ...baseinfo } = person;
  return {
    baseinfo: { ...baseinfo, psn_no },
    insuinfo: [
      {
        balc: amount(5_000n),
        insutype: "310",
        psn_type,
        psn_insu_stas: "1",
        psn_insu_date: "2015-07-01",
        cvlserv_flag: "0",
        insuplc_admdvs: "430100",
        emp_name: "长沙市某某测试有限公司",
      },
      {
        balc: amount(0n),
        insutype: "390",
        psn_type: "15",
        psn_insu_stas: "4",
        psn_insu_date: "2010-01-01",
        paus_insu_date: "2015-06-30",
        cvlserv_flag: "0",
        insuplc_admdvs: "430100",
        emp_name: "",
      },
    ],
    idetinfo: [{ psn_idet_type: "2308", psn_type_lv: "4", memo: "", begntime: "2020-01-01 00:00:00", endtime: "" }],
  };
}
