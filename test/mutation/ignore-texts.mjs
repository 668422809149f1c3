// Plain JavaScript: the processes of Stryker load it as it stands.

/** Leaves out what people read and nothing decides by: texts under the keys `zh` and `en`, and messages of errors. */
const texts = {
  shouldIgnore({ node, parent }) {
    const isKeyed = node.type === 'ObjectProperty' && !node.computed && ['zh', 'en'].includes(node.key.name);
    if (isKeyed) return 'a text in two languages';
    const isMessage = parent?.type === 'NewExpression' && (parent.callee.name ?? '').endsWith('Error');
    if (isMessage && parent.arguments.includes(node)) return 'the message of an error';
    return undefined;
  },
};

/** What Stryker looks for in a module of plugins. */
export const strykerPlugins = [{ kind: 'Ignore', name: 'texts', value: texts }];
