import { launchProgram } from "./launch.ts";

/** What Node runs first in the executable. */
launchProgram();
