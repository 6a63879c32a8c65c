import fc from "fast-check";

/** An invented person. */
export interface Person {
  readonly name: string;
  readonly pinyin: string;
  /** 18 characters with a wrong check digit: it is nobody's. */
  readonly idNumber: string;
  readonly cardNumber: string;
  readonly phone: string;
  readonly address: string;
}

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.nat({ max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(""));

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function withWrongCheckDigit(seventeen: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(seventeen[index]), 0);
  const right = "10X98765432".charAt(sum % 11);
  return seventeen + (right === "X" ? "0" : String((Number(right) + 1) % 10));
}

const surnames = ["张", "李", "欧阳", "诸葛", "司马"];
const pinyins = ["Zhang", "Li", "Ouyang", "Zhuge", "Sima"];
const given = ["三丰", "思远", "雨桐", "𬱖之", "小明"];
const givenPinyins = ["Sanfeng", "Siyuan", "Yutong", "Weizhi", "Xiaoming"];

export const person: fc.Arbitrary<Person> = fc
  .record({
    surname: fc.nat({ max: 4 }),
    first: fc.nat({ max: 4 }),
    region: fc.constantFrom("430102", "430681", "511702"),
    born: fc.constantFrom("19800229", "19991231", "20040615"),
    sequence: digits(3),
    card: digits(13),
    phone: digits(8),
    house: fc.integer({ min: 1000, max: 9999 }),
  })
  .map(({ surname, first, region, born, sequence, card, phone, house }) => ({
    name: `${surnames[surname]}${given[first]}`,
    pinyin: `${pinyins[surname]}${givenPinyins[first]}`,
    idNumber: withWrongCheckDigit(region + born + sequence),
    cardNumber: `621${card}`,
    phone: `138${phone}`,
    address: `岳麓区杏林路${house}号`,
  }));

/** Everything of a person that must not be found, as it stands and as JSON escapes it. */
export function tracesOf(person: Person): readonly string[] {
  const texts = Object.values(person);
  return [...texts, ...texts.map(escaped)];
}

function escaped(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
