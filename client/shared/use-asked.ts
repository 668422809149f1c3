import { useCallback, useEffect, useState } from 'react';
import { useRefusalWords } from './refusal-words.ts';

/** What became of a question to the server. */
export type Loaded<T> = {
  /** Asks the same once more. */
  readonly again: () => void;
  /** The question is under way, for the first time or once more. */
  readonly isAsking: boolean;
} & (
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'ready';
      readonly value: T;
      /**
       * Asked once more it was not answered: why, and when the value came, epoch ms of the room's clock. null: the value is
       * the answer to the last question.
       */
      readonly old: { readonly reason: string; readonly atMs: number } | null;
    }
);

/** The last answer to a question and what went wrong since; `by` is the asking that it settles. */
interface Settled<T> {
  readonly to: string;
  readonly by: string;
  readonly got: { readonly value: T; readonly atMs: number } | null;
  readonly failure: { readonly error: unknown } | null;
}

/**
 * What the server answers to a question; asked again when the question is another text, or when `round` is another one.
 * null asks for nothing. The last answer stays while the same question is asked again, and after that has failed.
 */
export function useAsked<T>(
  question: string | null,
  round: number | string,
  load: (query: URLSearchParams, signal: AbortSignal) => Promise<T>,
): Loaded<T> {
  const reasonOf = useRefusalWords();
  const [tries, setTries] = useState(0);
  const [settled, setSettled] = useState<Settled<T> | null>(null);
  const by = `${question ?? ''} ${round} ${tries}`;
  useEffect(() => {
    if (question === null) return undefined;
    const stop = new AbortController();
    const settle = (next: (before: Settled<T> | null) => Settled<T>): void => {
      if (!stop.signal.aborted) setSettled(next);
    };
    load(new URLSearchParams(question), stop.signal).then(
      (value) => settle(() => ({ to: question, by, got: { value, atMs: Date.now() }, failure: null })),
      (error: unknown) =>
        settle((before) => ({
          to: question,
          by,
          got: before?.to === question ? before.got : null,
          failure: { error },
        })),
    );
    return () => stop.abort();
  }, [question, by, load]);
  const again = useCallback(() => setTries((now) => now + 1), []);
  const asking = { again, isAsking: question !== null && settled?.by !== by };
  if (settled === null || settled.to !== question) return { ...asking, kind: 'loading' };
  const { got, failure } = settled;
  const reason = failure === null ? '' : reasonOf(failure.error);
  if (got === null) return { ...asking, kind: 'failed', reason };
  return { ...asking, kind: 'ready', value: got.value, old: failure === null ? null : { reason, atMs: got.atMs } };
}
