import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Control } from "./control.ts";

/** Where a mock takes its commands, for scripts and CI. */
export interface ControlAddress {
  readonly url: string;
  close(): void;
}

/** `POST /mock/stop/sql` is the command `stop sql`; 200 with what was done, 400 with what is wrong, one line or more of text. */
export async function openControlAddress(control: Control, port: number): Promise<ControlAddress> {
  const server = createServer(answering(control));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object; only a pipe's is a text.
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/mock`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answering(control: Control): RequestListener {
  return async ({ method, url = "" }, response) => {
    const [, first, ...words] = url.split("/");
    const answer = (status: number, text: string) =>
      response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
    if (first !== "mock") return answer(404, "The address of a command is /mock/ and its words, with / between them.");
    if (method !== "POST") return answer(405, "A command is sent with POST.");
    const result = await control.run(words);
    return "done" in result ? answer(200, result.done) : answer(400, result.fault);
  };
}
