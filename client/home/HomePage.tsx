import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ROLES } from '../../server/wire/shapes.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { worldHere } from '../session/world.ts';
import { pagesOf } from '../shared/pages.ts';
import './home.css';

/** The front page: what each page is for, and one-click sign-in by role in the demo. */
export function HomePage(): ReactNode {
  const { t } = useTranslation('shell');
  const mode = useSession((state) => state.mode);
  const { session, signInAs } = useAccount();
  const [failure, setFailure] = useState<string | null>(null);
  return (
    <div className="home">
      <h1>{t('name')}</h1>
      <p className="home-tagline">{t('tagline')}</p>
      {mode === 'demo' && <p className="home-demo">{t('demoLong')}</p>}
      <ul className="home-pages">
        {pagesOf(worldHere()).map((page) => (
          <li key={page}>
            <Link to={`/${page}`}>
              <strong>{t(`nav.${page}`)}</strong>
              <span>{t(`about.${page}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {mode === 'demo' && (
        <section className="home-roles">
          <h2>{t('signInHint')}</h2>
          <div>
            {ROLES.map((role) => (
              <button
                key={role}
                type="button"
                className="quiet-button"
                aria-pressed={session?.role === role}
                onClick={() => {
                  setFailure(null);
                  signInAs(role).catch((error: unknown) =>
                    setFailure(error instanceof Error ? error.message : String(error)),
                  );
                }}
              >
                {t(`role.${role}`)}
              </button>
            ))}
          </div>
          {session !== null && (
            <output>{t('signedInAs', { name: session.name, role: t(`role.${session.role}`) })}</output>
          )}
          {failure !== null && <p role="alert">{t('signInFailed', { reason: failure })}</p>}
        </section>
      )}
    </div>
  );
}
