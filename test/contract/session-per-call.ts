import { type Address, type Client, connect } from "./client.ts";

/**
 * A client that opens a session for each procedure call outside a transaction.
 *
 * Babelfish 4.4 fails ("missing FROM-clause entry") when one session executes UPDATE … OUTPUT … INTO of a procedure a second time.
 */
export async function connectPerCall(address: Address): Promise<Client> {
  const client = await connect(address);
  let isInTransaction = false;
  const ending = async (end: Promise<void>): Promise<void> => {
    isInTransaction = false;
    await end;
  };
  return {
    ...client,
    async execute(procedure, parameters) {
      if (isInTransaction) return client.execute(procedure, parameters);
      const session = await connect(address);
      try {
        return await session.execute(procedure, parameters);
      } finally {
        session.close();
      }
    },
    async begin() {
      isInTransaction = true;
      await client.begin();
    },
    commit: () => ending(client.commit()),
    rollback: () => ending(client.rollback()),
  };
}
