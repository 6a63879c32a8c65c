/** The program's version; package.json's, held together by a test. */
export const VERSION = "0.1.0";
