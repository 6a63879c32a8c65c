import type { InsurerOptions } from "./insurer.ts";

/** The invented institution of the stand-in's own tests; its clock stands still at the signatures' timestamp. */
export const institution: InsurerOptions = {
  fixmedins_code: "H00000000001",
  access_key: "test-ak-0001",
  secret: "dGVzdC1zay1ub3QtcmVhbA==",
  clock: () => 1730000000000,
};

/** Made with openssl dgst -sha1 -hmac, not with this project's code. */
const signatures: Readonly<Record<string, string>> = {
  "1101": "sSs2b4k94dTEv+pEoYAoLuFpEqA=",
  "2001": "1qr8pGzMgy0NGY6VyOc34j0gVP4=",
  "2204": "sYd8TceSMUrQl8kS2E6zX0FKTqI=",
  "2206": "EyuJ/e1a5jpttoXBy8wRRafJLs4=",
  "2207": "F1aaxVmKaiUijsIIb0uePwWE3NQ=",
  "2601": "rFAPkuKGICOiFHcvNbbleB6cQJo=",
  "5203": "LfVwx0QNy2SUc//YohRWNlDn7os=",
  "9001": "WDGndZsAiFPWe/ToDvX1NADRfA8=",
  "9999": "HinR7oUEa4IB+p0QK1/yfAdxWxk=",
};

export type Headers = Readonly<Record<string, string>>;

export function headersFor(infno: string): Headers {
  return {
    Host: "insurer.invalid",
    "Content-Type": "application/json; charset=utf-8",
    _api_name: infno,
    _api_version: "1.0.0",
    _api_timestamp: "1730000000000",
    _api_access_key: "test-ak-0001",
    _api_signature: signatures[infno] ?? "",
  };
}

/** An envelope that is right in every field. */
export function envelopeFor(infno: string, input: unknown, sequence = "0001"): Readonly<Record<string, unknown>> {
  return {
    infno,
    msgid: `H0000000000120241027113320${sequence}`,
    mdtrtarea_admvs: "430100",
    insuplc_admdvs: "430100",
    recer_sys_code: "MBS_LOCAL",
    infver: "1.0.0",
    opter_type: "1",
    opter: "0001",
    opter_name: "测试员",
    inf_time: "2024-10-27 11:33:20",
    fixmedins_code: "H00000000001",
    fixmedins_name: "测试医院",
    sign_no: "",
    input,
  };
}

/** The bytes of a POST, with the right Content-Length unless `headers` names one. */
export function bytesOf(headers: Headers, body: string, path = "/api/medical-insurance"): Buffer {
  const content = Buffer.from(body, "utf8");
  const lines = Object.entries({ "Content-Length": String(content.length), ...headers }).map((pair) => pair.join(": "));
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`, "latin1"), content]);
}

export const settlementInput = {
  data: {
    mdtrt_id: "H1234567890120241201001",
    psn_no: "430123199001011234",
    chrg_bchno: "20241201001",
    acct_used_flag: "0",
    insutype: "310",
    invono: "INV20241201001",
  },
};

/** A request that the gateway and the core take. */
export function goodRequest(infno: string, input: unknown, sequence?: string): Buffer {
  return bytesOf(headersFor(infno), JSON.stringify(envelopeFor(infno, input, sequence)));
}

/** The same request, after which the server ends the connection by itself. */
export function closing(request: Buffer): Buffer {
  const text = request.toString("latin1").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
  return Buffer.from(text, "latin1");
}
