import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { PAPER_KINDS, type Block, type Paper } from '../../server/model/paper.ts';
import { formatTime, text } from '../i18n/index.ts';
import { ask } from '../console/api.ts';
import { useSession } from '../session/context.tsx';
import { apiPath, worldHere } from '../session/world.ts';
import { Answer, useAsked, WideBox } from '../shared/index.ts';
import '../shared/desk.css';
import './papers.css';

/** Our own server, and the same build: the shape is the one of the model. */
const fetchPaper = async (query: URLSearchParams, signal: AbortSignal): Promise<Paper> =>
  (await ask(
    apiPath(
      `/warnings/${encodeURIComponent(query.get('case') ?? '')}/papers/${encodeURIComponent(query.get('kind') ?? '')}`,
    ),
    { signal },
  )) as Paper;

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
            <WideBox label={text(block.title)}>
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
            </WideBox>
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
  // Compiled by the server now, and again when the case has moved.
  const asked = useAsked(new URLSearchParams({ case: id, kind }).toString(), warning?.revision ?? '', fetchPaper);
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
      <Answer asked={asked} words={t('loading')}>
        {(paper) => (
          <article className="paper" aria-label={text(paper.title)}>
            {worldHere().kind === 'drill' ? (
              <p className="paper-mark">{t('paperMark', { ns: 'drills', title: drillTitle })}</p>
            ) : (
              mode === 'demo' && <p className="paper-mark">{t('demo')}</p>
            )}
            <header>
              <h1>{text(paper.title)}</h1>
              <p>
                {text(paper.plan)} · {text(paper.place)}
              </p>
              <p className="faint">
                {t('compiled', { time: formatTime(paper.at, zone, 'datetime') })} · {t('number', { id })}
              </p>
            </header>
            {paper.blocks.map((block, i) => (
              <BlockView key={i} block={block} />
            ))}
            {paper.signatures.length > 0 && (
              <footer className="paper-signatures">
                {paper.signatures.map(({ role, label, name }) => (
                  <p key={role}>
                    {text(label)}
                    {t('colon')} <strong>{name ?? '＿＿＿＿＿＿'}</strong>
                  </p>
                ))}
              </footer>
            )}
          </article>
        )}
      </Answer>
    </div>
  );
}
