import type { CaseCommandInput } from '../../server/wire/cases.ts';
import type { Role } from '../../server/model/procedure.ts';
import type { Plan, WireWarning } from '../../server/wire/shapes.ts';

type WithoutSeen<T> = T extends unknown ? Omit<T, 'revision' | 'note'> : never;

/** A command without the revision that was seen and the note: the desk adds both. */
export type DeskCommand = WithoutSeen<CaseCommandInput>;

/** A case on the desk of the person who acts on it. */
export interface CaseDesk {
  /** The case as the person saw it: its revision goes with every command. */
  readonly of: WireWarning;
  readonly plan: Plan;
  readonly zone: string;
  /** The roles that the person acts in here; null: nobody is signed in. */
  readonly roles: readonly Role[] | null;
  /** Nothing can be done: it has changed and the person has not seen it, or a command is on its way. */
  readonly isLocked: boolean;
  /** What stands in the field of a key. */
  readonly written: (key: string) => string;
  readonly write: (key: string, words: string) => void;
  /** Sends a command with the note that stands under `key`; what was written there goes once it is done. */
  readonly act: (command: DeskCommand, key: string) => void;
}
