import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { constants } from "node:zlib";
// biome-ignore lint/correctness/noUndeclaredDependencies: tedious brings it, and that copy is the one to be equal to.
import { ChronoUnit, LocalDate } from "@js-joda/core";
// biome-ignore lint/correctness/noUndeclaredDependencies: the same.
import iconv from "iconv-lite";
import { absentModule } from "../../bin/build/absent.ts";
import codePages from "../../bin/build/code-page.ts";
import * as own from "../../bin/build/local-date.ts";
import zlibAsNeeded from "../../bin/build/zlib-as-needed.ts";

/** All that tedious makes of a collation. */
const CODE_PAGES =
  "utf-8 CP437 CP850 CP874 CP932 CP936 CP949 CP950 CP1250 CP1251 CP1252 CP1253 CP1254 CP1255 CP1256 CP1257 CP1258";

suite("what stands in the executable in the place of something larger", () => {
  const days: readonly (readonly [number, number, number])[] = [
    [1, 1, 1],
    [99, 12, 31],
    [1582, 10, 15],
    [1752, 9, 3],
    [1899, 12, 31],
    [1900, 2, 28],
    [1900, 3, 1],
    [1970, 1, 1],
    [2000, 2, 29],
    [2026, 11, 23],
    [2038, 1, 19],
    [9999, 12, 31],
  ];
  for (const [year, month, day] of days) {
    test(`${year}-${month}-${day} is as many days away as @js-joda/core says`, () => {
      const theirs = (from: number): number =>
        LocalDate.ofYearDay(from, 1).until(LocalDate.of(year, month, day), ChronoUnit.DAYS);
      const ours = (from: number): number =>
        own.LocalDate.ofYearDay(from, 1).until(own.LocalDate.of(year, month, day), own.ChronoUnit.DAYS);
      assert.deepEqual([ours(1), ours(1900)], [theirs(1), theirs(1900)]);
    });
  }

  test("only days are counted", () => {
    const date = own.LocalDate.of(2026, 11, 23);
    assert.throws(() => date.until(date, "Months"), /only days/);
  });

  const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
  for (const codePage of CODE_PAGES.split(" ")) {
    test(`ASCII has the same bytes in ${codePage} as in iconv-lite`, () => {
      const theirs = iconv.encode(ascii, codePage);
      assert.deepEqual(codePages.encode(ascii, codePage), theirs);
      assert.equal(codePages.decode(theirs, codePage), iconv.decode(theirs, codePage));
    });
  }

  test("axios finds zlib's constants as they are in Node", () => {
    const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = constants;
    assert.deepEqual(zlibAsNeeded.constants, { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush });
  });

  test("a module that is left out may be imported and taken apart", () => {
    const { something } = absentModule("left-out") as { something: unknown };
    assert.equal(typeof something, "function");
  });

  test("a module that is left out fails loudly when anything of it is used", () => {
    const left = absentModule("left-out") as { use: { (): void; member: unknown }; Made: new () => unknown };
    const message = /left-out is no part of this executable/;
    assert.throws(() => left.use(), message);
    assert.throws(() => left.use.member, message);
    assert.throws(() => new left.Made(), message);
    assert.throws(() => Object.assign(left, { use: 1 }), message);
  });
});
