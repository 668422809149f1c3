import type { Case, CaseEvent } from '../model/case.ts';
import { isCaseOver, stepCase } from './fold.ts';

/** Cases that are over and still at hand; older ones are in the ledger. */
const KEEP_OVER = 200;

/** The cases of one jurisdiction: the fold of their events. */
export class CaseBook {
  private readonly byId = new Map<string, Case>();

  /** Takes an event. Gives the case after it. @throws RangeError when it belongs to no case */
  apply(event: CaseEvent): Case {
    const after = stepCase(this.byId.get(event.id) ?? null, event);
    this.byId.set(after.id, after);
    if (isCaseOver(after)) this.forgetOldest();
    return after;
  }

  get(id: string): Case | null {
    return this.byId.get(id) ?? null;
  }

  /** The case of a plan and subject that is not over, or null. */
  open(plan: string, subject: string): Case | null {
    for (const each of this.byId.values()) {
      if (each.plan === plan && each.subject === subject && !isCaseOver(each)) return each;
    }
    return null;
  }

  /** Cases that are not over. */
  openCases(): Case[] {
    return [...this.byId.values()].filter((each) => !isCaseOver(each));
  }

  /** All at hand, newest first. */
  all(): Case[] {
    return [...this.byId.values()].toReversed();
  }

  private forgetOldest(): void {
    const over = [...this.byId.values()].filter(isCaseOver);
    for (const old of over.slice(0, Math.max(0, over.length - KEEP_OVER))) this.byId.delete(old.id);
  }
}
