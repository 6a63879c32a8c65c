import { readPacked } from "../../../src/packed-files.ts";
import { CODE_ENDING, launchProgram, PROGRAM_FOLDER } from "./launch.ts";

/** What Node runs first in the executable. */
launchProgram((name) => readPacked(PROGRAM_FOLDER + name + CODE_ENDING));
