import type { Answer } from "../../../src/sending/classify-answer.ts";
import type { InsurerConnection } from "../../../src/sending/connection.ts";
import { jsonReply } from "../../standins/insurer/reply.ts";
import type { Person } from "./person.ts";

type Posted = Awaited<ReturnType<InsurerConnection["post"]>>;

/** A way that a person's data goes through the program. */
export interface Path {
  readonly name: string;
  infno(person: Person): string;
  input(person: Person): unknown;
  answer(person: Person): Posted;
}

const settlement = (person: Person) => ({
  mdtrt_id: "H1234567890120241201001",
  psn_no: person.idNumber,
  chrg_bchno: "20241201001",
  acct_used_flag: "0",
  insutype: "310",
  invono: person.cardNumber,
});
const lookUp = ({ idNumber, name, cardNumber }: Person) => ({
  data: {
    mdtrt_cert_type: "02",
    mdtrt_cert_no: idNumber,
    card_sn: cardNumber,
    begntime: "",
    psn_cert_type: "01",
    certno: idNumber,
    psn_name: name,
  },
});
const told = ({ name, idNumber, cardNumber, phone, address, pinyin }: Person): string =>
  `${name}(${pinyin}) ${idNumber} ${cardNumber} ${phone} ${address}`;

const json = (body: unknown): Answer => answered(JSON.stringify(body));
const answered = (text: string, httpStatus = 200): Answer => ({
  httpStatus,
  headers: {},
  body: jsonReply(httpStatus, text).body,
});
const good = (person: Person): Answer => json({ infcode: 0, err_msg: "", output: { baseinfo: person } });

const sent = (name: string, answer: (person: Person) => Posted): Path => ({
  name,
  infno: () => "2207",
  input: settlement,
  answer,
});
const written = (name: string, input: (person: Person) => unknown, infno = "1101"): Path => ({
  name,
  infno: () => infno,
  input,
  answer: good,
});

export const paths: readonly Path[] = [
  sent("a success", good),
  sent("a refusal that quotes the person", (person) => json({ infcode: -1, err_msg: told(person), output: null })),
  sent("infcode 0 with an error that quotes", (person) => json({ infcode: "0", err_msg: told(person), output: null })),
  sent("a time-out that quotes", (person) => json({ infcode: -1, err_msg: `请求超时 ${told(person)}`, output: null })),
  sent("a gateway's own message that quotes", (person) => json({ code: 500, success: false, message: told(person) })),
  sent("a line break beside the person", (person) =>
    answered(`{"infcode":-1,"err_msg":"a\n${told(person)}","output":null}`),
  ),
  sent("an infcode that quotes", (person) => json({ infcode: told(person), err_msg: "", output: null })),
  sent("an infcode that is the ID number", ({ idNumber }) => json({ infcode: idNumber, err_msg: "", output: null })),
  sent("a page instead of an envelope", (person) => answered(`<html>${told(person)}</html>`, 502)),
  sent("an answer that is half of JSON", (person) => answered(`{"infcode":0,"name":"${told(person)}`)),
  sent("keys that are the person", (person) => json({ [told(person)]: 1, infcode: 0, err_msg: "", output: {} })),
  sent("keys of the person, twice", ({ name }) => answered(`{"${name}":1,"${name}":2,"infcode":0,"infcode":1}`)),
  sent("the gateway quotes", (person) => answered(JSON.stringify({ code: 401, message: told(person) }), 401)),
  sent("an answer that is lost inside", (person) => ({
    reason: "answer-lost",
    cause: "aborted",
    httpStatus: 200,
    raw: { bytes: Buffer.from(told(person)) },
  })),
  written("a look-up", lookUp),
  written("fields too long", (person) => ({ data: { ...lookUp(person).data, psn_name: told(person).repeat(20) } })),
  written("values of the wrong type", (person) => ({
    data: { ...lookUp(person).data, psn_name: { it: told(person) } },
  })),
  written("a date that is a name", (person) => ({ data: { ...lookUp(person).data, begntime: told(person) } })),
  written("a code that is a name", (person) => ({ data: { ...lookUp(person).data, mdtrt_cert_type: person.pinyin } })),
  written("keys that are the person's data", (person) => ({
    data: {
      ...lookUp(person).data,
      [person.name]: 1,
      [`no_${person.idNumber}`]: 1,
      [person.idNumber]: 1,
      [told(person)]: 1,
    },
  })),
  written("nodes and fields mixed, named by the person", (person) => ({
    ...lookUp(person),
    [person.name]: person.phone,
  })),
  written("envelope fields named by the person", (person) => ({
    input: lookUp(person),
    [person.name]: person.phone,
  })),
  written("keys that are the person's name alone", ({ pinyin, name }) => ({
    data: { [pinyin]: 1, [name]: { [pinyin]: 1 }, begntime: { [pinyin]: 1 } },
    [pinyin]: { [pinyin]: 1 },
  })),
  written("flat fields named by the person", ({ pinyin }) => ({ psn_no: "1", [pinyin]: "1" })),
  written("a list with keys that are the person's name", ({ pinyin }) => ({ data: [{ [pinyin]: 1 }] }), "2204"),
  written("envelope fields named by the person in Latin letters", ({ pinyin, phone }) => ({
    input: { psn_no: "1" },
    [pinyin]: phone,
  })),
  written("the person's name as a key, twice", ({ pinyin }) => `{"psn_no":"1","${pinyin}":1,"${pinyin}":2}`),
  written("a number too long under the person's name", ({ pinyin }) => `{"${pinyin}":${"9".repeat(30)}}`),
  written("an ID number as a number", ({ idNumber }) => `{"data":{"certno":${idNumber}}}`),
  { name: "an interface's number that is the person's name", infno: ({ name }) => name, input: lookUp, answer: good },
  written("no JSON at all", (person) => `${told(person)} {`),
  written("the same key twice", ({ cardNumber }) => `{"data":{"${cardNumber}":1,"${cardNumber}":2}}`),
];
