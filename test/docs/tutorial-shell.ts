/**
 * The few forms of shell that a tutorial uses, read without a shell: not every machine that runs the tests has `sh`,
 * `curl` and `jq`, and what is read here cannot do anything but ask the server and start a program of the repository.
 */
export type CurlCall = {
  readonly kind: 'curl';
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `-i`: the answer's head is shown as well. */
  readonly showsHead: boolean;
  /** `| tee answer.json` */
  readonly isKept: boolean;
};
export type Command =
  | CurlCall
  | { readonly kind: 'set'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'take'; readonly name: string; readonly path: string }
  | { readonly kind: 'known' }
  | {
      readonly kind: 'program';
      readonly file: string;
      readonly environment: Readonly<Record<string, string>>;
      readonly inBackground: boolean;
    };
export type Variables = ReadonlyMap<string, string>;

const TAKE_DEFINED = `take() { node -p "JSON.parse(fs.readFileSync('answer.json')).$1"; }`;
const TAKE = /^([A-Z_]+)=\$\(take (?:'([\w.[\]]+)'|([\w.]+))\)$/;
const ASSIGNED = /^([A-Z_]+)=(.*)$/s;
const TEED = ['|', 'tee', 'answer.json'];

/** The commands of a block: lines, but for those that a backslash or an open quote carries on. */
export function commandsOf(block: string): string[] {
  const commands: string[] = [];
  let open = '';
  for (const line of block.split('\n')) {
    open += open === '' ? line : `\n${line}`;
    if (open.endsWith('\\')) open = open.slice(0, -1).trimEnd();
    else if (hasClosedQuotes(open)) {
      if (open.trim() !== '') commands.push(open.trim());
      open = '';
    }
  }
  if (open !== '') throw new Error(`a quote is not closed: ${open}`);
  return commands;
}

const hasClosedQuotes = (text: string): boolean => /^(?:[^'"]|'[^']*'|"(?:\\.|[^"\\])*")*$/s.test(text);

/** @throws Error where the command is of no form that is known here, or names a variable that was not set */
export function readCommand(text: string, variables: Variables): Command {
  if (text === TAKE_DEFINED) return { kind: 'known' };
  const taken = TAKE.exec(text);
  if (taken?.[1] !== undefined) return { kind: 'take', name: taken[1], path: taken[2] ?? taken[3] ?? '' };
  const words = wordsOf(text, variables);
  const values: Record<string, string> = {};
  for (let assigned = ASSIGNED.exec(words[0] ?? ''); assigned !== null; assigned = ASSIGNED.exec(words[0] ?? '')) {
    values[assigned[1] ?? ''] = assigned[2] ?? '';
    words.shift();
  }
  if (words.length === 0) return { kind: 'set', values };
  const [program, file, ampersand, ...others] = words;
  if (program === 'node' && file !== undefined && others.length === 0 && (ampersand ?? '&') === '&')
    return { kind: 'program', file, environment: values, inBackground: ampersand === '&' };
  if (program === 'curl' && Object.keys(values).length === 0) return readCurl(words.slice(1));
  throw new Error(`not a form of shell that the test knows: ${text}`);
}

/** Words as `sh` makes them: '…' as it is, "…" with variables in it, and what stands side by side is one word. */
function wordsOf(text: string, variables: Variables): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const expanded = (part: string) =>
    part.replaceAll(/\$([A-Z_]+)/g, (_, name: string) => {
      const value = variables.get(name);
      if (value === undefined) throw new Error(`$${name} is not set`);
      return value;
    });
  for (const [part] of text.matchAll(/\s+|'[^']*'|"[^"]*"|[|&]|[^\s'"|&]+/g)) {
    if (/^\s/.test(part) || part === '|' || part === '&') {
      if (word !== undefined) words.push(word);
      if (!/^\s/.test(part)) words.push(part);
      word = undefined;
    } else if (part.startsWith("'")) word = (word ?? '') + part.slice(1, -1);
    else if (part.startsWith('"')) word = (word ?? '') + expanded(part.slice(1, -1));
    else word = (word ?? '') + expanded(part);
  }
  return word === undefined ? words : [...words, word];
}

function readCurl(words: readonly string[]): CurlCall {
  const isKept = words.slice(-TEED.length).join(' ') === TEED.join(' ');
  const rest = isKept ? words.slice(0, -TEED.length) : [...words];
  const headers: Record<string, string> = {};
  let [url, method, body, showsHead]: [string?, string?, string?, boolean?] = [];
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    const valued = ['-H', '-X', '-d'].includes(word) ? rest.shift() : undefined;
    if (word === '-H') {
      const [name = '', ...value] = (valued ?? '').split(':');
      headers[name.toLowerCase()] = value.join(':').trim();
    } else if (word === '-X') method = valued;
    else if (word === '-d') body = valued;
    else if (word === '-i') showsHead = true;
    else if (url === undefined && word.startsWith('http://')) url = word;
    else if (word !== '-sS') throw new Error(`curl: "${word}" is not known to the test`);
  }
  if (url === undefined) throw new Error('curl: no address');
  if (isKept && showsHead) throw new Error('curl: with -i, what is kept is no JSON');
  if (body !== undefined) headers['content-type'] ??= 'application/x-www-form-urlencoded';
  return {
    ...{ kind: 'curl', url, headers, isKept, showsHead: showsHead ?? false },
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    ...(body === undefined ? {} : { body }),
  };
}
