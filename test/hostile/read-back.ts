/** Whether an answer shows what was sent: the same texts, numbers and amounts under the same names. */

type Fields = { readonly [name: string]: unknown };
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Amounts are shown with the digits of their currency, codes in capitals, a domain without what stands around it. */
const canonical = (text: string): string => {
  const plain = text.toLowerCase().replace(/^https?:\/\/|\/$/g, '');
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : plain;
};

/** Where an answer shows something else than was sent. Lists are compared where they have as many rows. */
export function differences(sent: unknown, shown: unknown, pointer = ''): string[] {
  if (isFields(sent) && isFields(shown)) {
    return Object.keys(sent)
      .filter((name) => Object.hasOwn(shown, name))
      .flatMap((name) => differences(sent[name], shown[name], `${pointer}/${name}`));
  }
  if (Array.isArray(sent) && Array.isArray(shown)) {
    return sent.length === shown.length
      ? sent.flatMap((item, index) => differences(item, shown[index], `${pointer}/${index}`))
      : [];
  }
  const isSame =
    typeof sent === 'string' && typeof shown === 'string' ? canonical(sent) === canonical(shown) : sent === shown;
  return isSame ? [] : [`${pointer}: sent ${JSON.stringify(sent)}, shown ${JSON.stringify(shown)}`];
}
