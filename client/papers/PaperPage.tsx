import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { PAPER_KINDS, type Block, type Paper } from '../../server/model/paper.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { apiPath, worldHere } from '../session/world.ts';
import './papers.css';

type Loaded = { kind: 'loading' } | { kind: 'failed'; reason: string } | { kind: 'there'; paper: Paper };

/** The paper of the address, compiled by the server now; again when the case has moved. */
function usePaper(id: string, kind: string, revision: number | null): Loaded {
  const [state, setState] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    const asked = new AbortController();
    const load = async (): Promise<void> => {
      const path = apiPath(`/warnings/${encodeURIComponent(id)}/papers/${encodeURIComponent(kind)}`);
      const answer = await fetch(path, { signal: asked.signal });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      // Our own server, and the same build: its shape is the one of the model.
      setState({ kind: 'there', paper: (await answer.json()) as Paper });
    };
    load().catch((error: unknown) => {
      if (!asked.signal.aborted) {
        setState({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
      }
    });
    return () => asked.abort();
  }, [id, kind, revision]);
  return state;
}

function BlockView({ block }: { readonly block: Block }): ReactNode {
  const { t } = useTranslation('papers');
  switch (block.kind) {
    case 'text':
      return (
        <section>
          {block.title !== null && <h2>{text(block.title)}</h2>}
          <p>{text(block.text)}</p>
        </section>
      );
    case 'facts':
      return (
        <section>
          {block.title !== null && <h2>{text(block.title)}</h2>}
          <dl className="paper-facts">
            {block.rows.map(({ label, value }) => (
              <div key={label.en}>
                <dt>{text(label)}</dt>
                <dd>{text(value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      );
    case 'table':
      return (
        <section>
          <h2>{text(block.title)}</h2>
          {block.rows.length === 0 ? (
            <p className="faint">{t('none')}</p>
          ) : (
            <table>
              <thead>
                <tr>
                  {block.columns.map((column) => (
                    <th key={column.en} scope="col">
                      {text(column)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {block.rows.map((row, i) => (
                  <tr key={i}>
                    {row.map((cell, j) => (
                      <td key={j}>{text(cell)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      );
  }
}

/** A paper of a case, to read, print and save: `/papers/CASE/KIND`. */
export function PaperPage(): ReactNode {
  const { t } = useTranslation(['papers', 'drills']);
  const { id = '', kind = 'bulletin' } = useParams();
  const warning = useSession((state) => state.warnings.get(id));
  const mode = useSession((state) => state.mode);
  const drillTitle = useSession((state) => state.drill?.title ?? '');
  const zone = useSession(
    (state) => state.jurisdictions.find((each) => each.id === warning?.jurisdiction)?.timezone ?? 'Asia/Shanghai',
  );
  const state = usePaper(id, kind, warning?.revision ?? null);
  return (
    <div className="desk papers">
      <nav className="paper-choice" aria-label={t('papers')}>
        <Link to={`/cases?case=${encodeURIComponent(id)}`}>{t('back')}</Link>
        {PAPER_KINDS.map((each) => (
          <Link
            key={each}
            to={`/papers/${encodeURIComponent(id)}/${each}`}
            aria-current={each === kind ? 'page' : undefined}
          >
            {t(`kind.${each}`)}
          </Link>
        ))}
        <button type="button" className="quiet-button" onClick={() => window.print()}>
          {t('print')}
        </button>
      </nav>
      {state.kind === 'loading' && <p className="page-note">{t('loading')}</p>}
      {state.kind === 'failed' && (
        <p className="page-note" role="alert">
          {t('failed', { reason: state.reason })}
        </p>
      )}
      {state.kind === 'there' && (
        <article className="paper" aria-label={text(state.paper.title)}>
          {worldHere().kind === 'drill' ? (
            <p className="paper-mark">{t('paperMark', { ns: 'drills', title: drillTitle })}</p>
          ) : (
            mode === 'demo' && <p className="paper-mark">{t('demo')}</p>
          )}
          <header>
            <h1>{text(state.paper.title)}</h1>
            <p>
              {text(state.paper.plan)} · {text(state.paper.place)}
            </p>
            <p className="faint">
              {t('compiled', { time: formatTime(state.paper.at, zone, 'datetime') })} · {t('number', { id })}
            </p>
          </header>
          {state.paper.blocks.map((block, i) => (
            <BlockView key={i} block={block} />
          ))}
          {state.paper.signatures.length > 0 && (
            <footer className="paper-signatures">
              {state.paper.signatures.map(({ role, label, name }) => (
                <p key={role}>
                  {text(label)}
                  {t('colon')} <strong>{name ?? '＿＿＿＿＿＿'}</strong>
                </p>
              ))}
            </footer>
          )}
        </article>
      )}
    </div>
  );
}
