export { interfaceRows } from "./catalogue.ts";
