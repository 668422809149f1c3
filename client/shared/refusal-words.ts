import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { SignInRefused } from '../session/account.ts';

/** Gives why a request came to nothing: our own words where we have them for its code, else what the server said. */
export function useRefusalWords(): (error: unknown, codes?: Readonly<Record<string, string>>) => string {
  const { t } = useTranslation('accounts');
  return useCallback(
    (error, codes = {}) => {
      // What `fetch` throws where nothing came back is in the browser's language, and says no more than this.
      if (error instanceof TypeError) return t('problem.no-answer');
      if (!(error instanceof SignInRefused)) return error instanceof Error ? error.message : String(error);
      const words = t(`problem.${codes[error.code] ?? error.code}`, {
        seconds: error.retryAfterS ?? 1,
        defaultValue: error.message,
      });
      return ['weak-password', 'invalid-account'].includes(error.code) ? `${words}: ${error.message}` : words;
    },
    [t],
  );
}
