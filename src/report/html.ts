/** A text as it must be written in HTML, in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export interface Column<Row> {
  /** Chinese, then English. */
  readonly title: readonly [string, string];
  readonly value: (row: Row) => string | number | null;
  readonly isNumber?: boolean;
}

/** A table with Chinese and English column titles. */
export function tableHtml<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const head = columns.map(({ title, isNumber }) => `<th${numberClass(isNumber)}>${bilingual(title)}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map(
      ({ value, isNumber }) => `<td${numberClass(isNumber)}>${escapeHtml(String(value(row) ?? "–"))}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

export function bilingual([chinese, english]: readonly [string, string]): string {
  return `${escapeHtml(chinese)} <small lang="en">${escapeHtml(english)}</small>`;
}

function numberClass(isNumber: boolean | undefined): string {
  return isNumber ? ' class="number"' : "";
}
