/** Tests of reported facts as people read them. Pure. */
import type { FactTest } from '../../server/model/plan.ts';
import type { Field, Form } from '../../server/model/procedure.ts';
import type { Text } from '../../server/model/text.ts';

const both = (words: string): Text => ({ zh: words, en: words });

type Compare = Extract<FactTest, { kind: 'compare' }>;

const SIGNS: Readonly<Record<Compare['comparison'], string>> = { from: '≥', above: '>', below: '<', is: '=' };

/** A value of a choice stands for its option, and an order of values for an order of options. */
function optionWords({ comparison }: Compare, option: Text): Text {
  switch (comparison) {
    case 'is':
      return { zh: `为“${option.zh}”`, en: `"${option.en}"` };
    case 'from':
      return { zh: `不低于“${option.zh}”`, en: `"${option.en}" or above` };
    case 'above':
      return { zh: `高于“${option.zh}”`, en: `above "${option.en}"` };
    case 'below':
      return { zh: `低于“${option.zh}”`, en: `below "${option.en}"` };
  }
}

/** A number with its unit; `1000 × 10 000 yuan` where the unit is a number itself. */
const withUnit = (number: string, unit: Text | null): Text => {
  if (unit === null) return both(number);
  return { zh: `${number} ${unit.zh}`, en: `${number}${/^\d/.test(unit.en) ? ' ×' : ''} ${unit.en}` };
};

function compareWords(test: Compare, field: Field | undefined): Text {
  const title = field?.title ?? both(test.field);
  if (field?.type === 'yes-no' && test.comparison === 'is') {
    return test.value === 1
      ? { zh: `${title.zh}：是`, en: `${title.en}: yes` }
      : { zh: `${title.zh}：否`, en: `${title.en}: no` };
  }
  const option = field?.options.find(({ value }) => value === test.value);
  if (option !== undefined) {
    const words = optionWords(test, option.text);
    return { zh: `${title.zh}${words.zh}`, en: `${title.en}: ${words.en}` };
  }
  const bound = withUnit(`${SIGNS[test.comparison]} ${test.value}`, field?.unit ?? null);
  return { zh: `${title.zh} ${bound.zh}`, en: `${title.en} ${bound.en}` };
}

/** A reported fact as people read it: the option, yes or no, or the number with its unit. */
export function valueWords(field: Field, value: number): Text {
  const option = field.options.find((one) => one.value === value);
  if (option !== undefined) return option.text;
  if (field.type === 'yes-no') return value === 1 ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  return withUnit(`${value}`, field.unit);
}

const BETWEEN: Readonly<Record<'all' | 'any', { readonly outer: Text; readonly inner: Text }>> = {
  all: { outer: { zh: '，且 ', en: ', and ' }, inner: { zh: ' 且 ', en: ' and ' } },
  any: { outer: { zh: '，或 ', en: ', or ' }, inner: { zh: ' 或 ', en: ' or ' } },
};

function wordsOf(test: FactTest, form: Form | null, isInner: boolean): Text {
  switch (test.kind) {
    case 'filed': {
      const title = form?.title ?? both('');
      return { zh: `已填报“${title.zh}”`, en: `"${title.en}" has been filed` };
    }
    case 'compare':
      return compareWords(
        test,
        form?.fields.find(({ id }) => id === test.field),
      );
    case 'all':
    case 'any': {
      const only = test.tests.length === 1 ? test.tests[0] : undefined;
      if (only !== undefined) return wordsOf(only, form, isInner);
      const parts = test.tests.map((each) => wordsOf(each, form, true));
      const between = BETWEEN[test.kind][isInner ? 'inner' : 'outer'];
      // A full bracket brings its own space.
      const zh = parts
        .map((part) => part.zh)
        .join(between.zh)
        .replaceAll(' （', '（')
        .replaceAll('） ', '）');
      const en = parts.map((part) => part.en).join(between.en);
      return isInner ? { zh: `（${zh}）`, en: `(${en})` } : { zh, en };
    }
  }
}

/** What a test asks of the facts, in the words and units of the form: `死亡人数 ≥ 10 人，或 …`. */
export const testSentence = (test: FactTest, form: Form | null): Text => wordsOf(test, form, false);

/** The ways to meet a test, of which one is enough. */
export const testWays = (test: FactTest, form: Form | null): readonly Text[] =>
  (test.kind === 'any' ? test.tests : [test]).map((each) => testSentence(each, form));
