/** What a value must be, with the limit that was exceeded. The last three are warnings only. */
export type Rule =
  | { readonly keyword: "required" }
  | { readonly keyword: "filled" }
  | { readonly keyword: "any-filled"; readonly fields: readonly string[] }
  | { readonly keyword: "type"; readonly types: readonly string[] }
  | { readonly keyword: "max-length"; readonly limit: number }
  | { readonly keyword: "decimal"; readonly precision: number | null; readonly scale: number | null }
  | { readonly keyword: "format"; readonly format: string }
  | { readonly keyword: "codes"; readonly codes: readonly string[] }
  | { readonly keyword: "schema"; readonly word: string }
  | { readonly keyword: "unknown-field" }
  | { readonly keyword: "unknown-code"; readonly table: string }
  | { readonly keyword: "null" };

const TYPE_IN_CHINESE: Readonly<Record<string, string>> = {
  string: "文本",
  number: "数值",
  integer: "整数",
  boolean: "true 或 false",
  object: "对象",
  array: "列表",
  null: "null",
};

export function ruleInChinese(rule: Rule): string {
  switch (rule.keyword) {
    case "required":
      return "必填";
    case "filled":
      return "不能为空";
    case "any-filled":
      return `至少填写一项：${rule.fields.join("、")}`;
    case "type":
      return `类型应为${rule.types.map((type) => TYPE_IN_CHINESE[type] ?? type).join("或")}`;
    case "max-length":
      return `长度不能超过${rule.limit}个字符`;
    case "decimal":
      return `应为数值${boundsInChinese(rule.precision, rule.scale)}；空数值请填0`;
    case "format":
      return `格式应为 ${rule.format}`;
    case "codes":
      return `只能为 ${rule.codes.join("、")}`;
    case "schema":
      return `不符合接口定义的 ${rule.word} 规则`;
    case "unknown-field":
      return "接口规范中没有此字段";
    case "unknown-code":
      return `代码表 ${rule.table} 中没有此代码`;
    case "null":
      return "null 按未填写处理";
  }
}

function boundsInChinese(precision: number | null, scale: number | null): string {
  if (precision === null || scale === null) return "";
  return scale === 0 ? `，最多${precision}位整数` : `，最多${precision - scale}位整数、${scale}位小数`;
}

/** ASCII, for the terminal and the log. */
export function ruleInEnglish(rule: Rule): string {
  switch (rule.keyword) {
    case "required":
      return "is required";
    case "filled":
      return "must not be empty";
    case "any-filled":
      return `needs at least one of ${rule.fields.join(", ")}`;
    case "type":
      return `must be ${rule.types.join(" or ")}`;
    case "max-length":
      return `must not be longer than ${rule.limit} characters`;
    case "decimal":
      return `must be a number${boundsInEnglish(rule.precision, rule.scale)}; an empty number is sent as 0`;
    case "format":
      return `must have the format ${rule.format}`;
    case "codes":
      return `must be one of ${rule.codes.join(", ")}`;
    case "schema":
      return `breaks the schema's rule ${rule.word}`;
    case "unknown-field":
      return "is no field of this interface";
    case "unknown-code":
      return `is no code of the table ${rule.table}`;
    case "null":
      return "is null, which counts as not given";
  }
}

function boundsInEnglish(precision: number | null, scale: number | null): string {
  if (precision === null || scale === null) return "";
  return scale === 0
    ? ` of at most ${precision} whole digits`
    : ` of at most ${precision - scale} whole digits and ${scale} decimals`;
}
