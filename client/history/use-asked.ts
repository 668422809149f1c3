import { useEffect, useState } from 'react';

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'ready'; readonly value: T };

const LOADING = { kind: 'loading' } as const;

/**
 * What the server answers to a question; asked again when the question is another text, or when `round` is another
 * number. null asks for nothing. The last answer stays while the same question is asked again.
 */
export function useAsked<T>(
  question: string | null,
  round: number,
  load: (query: URLSearchParams, signal: AbortSignal) => Promise<T>,
): Loaded<T> {
  const [answer, setAnswer] = useState<{ readonly to: string; readonly loaded: Loaded<T> } | null>(null);
  useEffect(() => {
    if (question === null) return undefined;
    const stop = new AbortController();
    const settle = (loaded: Loaded<T>): void => {
      if (!stop.signal.aborted) setAnswer({ to: question, loaded });
    };
    load(new URLSearchParams(question), stop.signal).then(
      (value) => settle({ kind: 'ready', value }),
      (error: unknown) => settle({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
    return () => stop.abort();
  }, [question, round, load]);
  return answer !== null && answer.to === question ? answer.loaded : LOADING;
}
