/** A process that appends to a ledger until it is killed: what `log.test.ts` kills. Prints each acknowledged version. */
import { z } from 'zod';
import { openFileLedger } from './log.ts';

const ledger = await openFileLedger({
  file: process.argv[2] ?? '',
  schema: z.strictObject({ kind: z.literal('counted'), data: z.number() }),
  clock: { now: () => Date.now() },
  onTrouble: () => undefined,
});
for (;;) {
  const appends = Array.from({ length: 20 }, (_, number) =>
    ledger.append([{ kind: 'counted', data: number, at: number }]),
  );
  await Promise.all(appends);
  process.stdout.write(`${ledger.version()}\n`);
}
