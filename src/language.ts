/** The languages of the terminal. Logs, `--json` and the line of a job are English whatever the terminal speaks. */
export const LANGUAGES = ["zh", "en"] as const;

export type Language = (typeof LANGUAGES)[number];

/** A text in each language. */
export type Text = Readonly<Record<Language, string>>;

/** Chooses the language of a text. */
export type Say = (text: Text) => string;

export const inEnglish: Say = ({ en }) => en;

export function sayIn(language: Language): Say {
  return (text) => text[language];
}
