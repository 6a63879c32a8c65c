/** Letters, digits, space and `\ : . _ -`: what cmd.exe passes on unchanged inside one pair of double quotes. */
const ALLOWED = /^[A-Za-z0-9 \\:._-]*$/;
const ABSOLUTE_EXECUTABLE = /^[A-Za-z]:\\(?:[^\\:]+\\)*[^\\:]+\.exe$/i;

/** nvarchar(260) in sp_medical_insurance_call, which is also what Windows allows a path. */
const LONGEST = 260;

/**
 * Checks the path of the executable before it becomes part of sp_medical_insurance_call. It is the only text there that an
 * installer chooses, and it becomes part of a command line.
 * @returns the fault, or null
 */
export function faultOfProcessorPath(path: string): string | null {
  if (path.length > LONGEST) return `the path of the executable is longer than ${LONGEST} characters`;
  if (!ALLOWED.test(path)) {
    return "the path of the executable may contain only letters, digits, spaces and \\ : . _ - because other characters have a meaning for cmd.exe";
  }
  if (!ABSOLUTE_EXECUTABLE.test(path)) {
    return "the path of the executable must begin with a drive and end in .exe, as in C:\\MedicalInsurance\\processor.exe";
  }
  const names = path.split("\\");
  if (names.some((name) => name === "." || name === ".." || name.trim() !== name || name.endsWith("."))) {
    return "the path of the executable may not contain a name that is . or .., or that begins or ends with a space or ends with a dot";
  }
  return null;
}
