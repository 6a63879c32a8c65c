import { constants } from "node:fs";

/** A link in the place of the file is not followed: who may write to the folder must not lead the program elsewhere. Windows has no such flag. */
export const NO_LINKS = constants.O_NOFOLLOW ?? 0;

/** A line at the end of a file that many processes write. */
export const APPEND = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | NO_LINKS;
