import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openFileLedger } from '../ledger/log.ts';
import type { Clock } from '../model/instant.ts';
import { takeLock } from '../store/lock.ts';
import { AccountDesk, type AccountDeskOptions } from './desk.ts';
import { accountEventSchema } from './events.ts';
import type { Hasher } from './hashing.ts';
import type { Known } from './roster.ts';
import { openSecrets } from './secrets.ts';

export interface OpenAccountsOptions {
  /** Holds the ledger of accounts and the file of secrets; made when it is not there. */
  readonly folder: string;
  readonly mode: 'demo' | 'live';
  readonly clock: Clock;
  readonly hasher: Hasher;
  readonly known: Known;
  readonly wallToken: string | null;
  readonly onTrouble: (trouble: unknown) => void;
  readonly onSignIn?: AccountDeskOptions['onSignIn'];
}

/** The accounts of a folder. One process at a time has them. */
export interface Accounts {
  readonly desk: AccountDesk;
  close(): Promise<void>;
}

/**
 * Opens the accounts of a folder.
 * @throws Error (rejects) when another process has them, a file is damaged, or they are those of the other mode.
 */
export async function openAccounts(options: OpenAccountsOptions): Promise<Accounts> {
  const { folder, clock } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const letGo = await takeLock(join(folder, 'lock'));
  try {
    const secrets = await openSecrets(join(folder, 'secrets.json'));
    const ledger = await openFileLedger({
      file: join(folder, 'accounts.ndjson'),
      schema: accountEventSchema,
      clock,
      onTrouble: options.onTrouble,
    });
    try {
      const desk = new AccountDesk({
        log: ledger,
        secrets,
        hasher: options.hasher,
        clock,
        known: options.known,
        wallToken: options.wallToken,
        ...(options.onSignIn === undefined ? {} : { onSignIn: options.onSignIn }),
      });
      await desk.openFor(options.mode);
      return {
        desk,
        async close() {
          await ledger.close();
          await letGo();
        },
      };
    } catch (error) {
      await ledger.close();
      throw error;
    }
  } catch (error) {
    await letGo();
    throw error;
  }
}
