/** Password hashes. Behind a port: tests take cheap ones, and another algorithm can come in its place. */
import { hash, verify } from '@node-rs/argon2';

/** Makes and checks hashes of passwords. A hash says by itself how it was made. */
export interface Hasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

/** What one hash costs. */
export interface HashCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/**
 * 64 MiB, three passes, four lanes.
 * @source RFC 9106, 4: the second recommended option, where memory is limited
 */
export const HASH_COST: HashCost = { memoryKiB: 65_536, passes: 3, lanes: 4 };

/** argon2id. */
export function argon2id(cost: HashCost = HASH_COST): Hasher {
  // Without a choice of algorithm the library makes argon2id; its name of it is for compilers that inline.
  const options = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: cost.lanes };
  return {
    hash: (password) => hash(password, options),
    verify: (known, password) => verify(known, password),
  };
}

/** A hash was asked for while too many wait. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/**
 * Lets work through `parallel` at a time, so that a crowd of sign-ins takes no more memory than that. Of those without
 * a privilege at most `maxWaiting` wait, others are sent away; those with one come first and are never sent away.
 * @throws Busy (rejects) when too many wait.
 */
export function createGate({ parallel, maxWaiting }: { readonly parallel: number; readonly maxWaiting: number }) {
  const privileged: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  return async function pass<T>(isPrivileged: boolean, work: () => Promise<T>): Promise<T> {
    if (running >= parallel) {
      if (!isPrivileged && waiting.length >= maxWaiting) throw new Busy('too many passwords are being checked');
      // Whoever leaves hands over the place.
      await new Promise<void>((go) => (isPrivileged ? privileged : waiting).push(go));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = privileged.shift() ?? waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
