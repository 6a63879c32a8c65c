import { type Field, fieldOf } from "./field.ts";
import type { InterfaceFacts } from "./interface.ts";
import type { SchemaDocuments } from "./schema.ts";

/** A field of the input with which an unknown outcome is looked up. Without `default` and `optional`: a person has to know it. */
export interface LookUpField {
  readonly field: string;
  /** What is sent when the request that is looked up has no value for the field. {from}, {until} and {fixmedins_code} stand for values. */
  readonly default?: string;
  /** Left out when the request has no value for it. */
  readonly optional?: true;
}

/** The input of a query, to be filled with the values of the request that is looked up. dbo.fn_medical_insurance_fill_input reads it. */
export interface LookUpInput {
  /** Absent: the fields are directly in the input. */
  readonly node?: string;
  readonly fields: readonly LookUpField[];
}

/** dbo.fn_medical_insurance_fill_input reads no more. */
const MOST_FIELDS = 8;

/** What a query is asked with; null for an interface that cannot be a look-up: it has several nodes. */
export function lookUpInputOf(documents: SchemaDocuments, facts: InterfaceFacts): LookUpInput | null {
  const input = fieldOf(documents, "input");
  const [node, ...others] = facts.nodes;
  if (input === undefined || others.length > 0) return null;
  const all = (node === undefined ? input : input.fields.find(({ code }) => code === node))?.fields ?? [];
  const fields = all.flatMap((field) => lookUpField(field, facts.businessKeys));
  return fields.length > MOST_FIELDS ? null : { ...(node === undefined ? {} : { node }), fields };
}

function lookUpField(field: Field, businessKeys: readonly string[]): readonly LookUpField[] {
  const { code, required, expected } = field;
  const usual = usualValue(field);
  if (required && usual === null) return [{ field: code }];
  if (required || expected) return [{ field: code, default: usual ?? "" }];
  return businessKeys.includes(code) ? [{ field: code, optional: true }] : [];
}

const BEGIN = /^(?:begn|start|updt)/;
const END = /^end/;
const FIRST_PAGE = /^(?:page_?num|currentPage)$/i;
const PAGE_SIZE = /^page_?size$/i;
const INSTITUTION = /^(?:fixmedins_?code|medins_?codg?e?|orgCodg)$/i;

/** The days from the request on, the first page, the institution. */
function usualValue({ code, format }: Field): string | null {
  const hasTime = format === null || format.includes("HH");
  if (BEGIN.test(code)) return hasTime ? "{from} 00:00:00" : "{from}";
  if (END.test(code)) return hasTime ? "{until} 23:59:59" : "{until}";
  if (FIRST_PAGE.test(code)) return "1";
  if (INSTITUTION.test(code)) return "{fixmedins_code}";
  return PAGE_SIZE.test(code) ? "100" : null;
}
