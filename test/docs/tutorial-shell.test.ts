/** The reader of tutorials: what it takes for a request, and that it passes over nothing. */
import { describe, expect, it } from 'vitest';
import { lastOfLines, missingOf } from './matching.ts';
import { readTutorial } from './tutorial-page.ts';
import { commandsOf, readCommand } from './tutorial-shell.ts';

const variables = new Map([
  ['API', 'http://h/v1'],
  ['AUTH', 'Authorization: Bearer tk_1'],
  ['ID', 'acc_1'],
]);
const read = (text: string) => commandsOf(text).map((command) => readCommand(command, variables));
const page = (...lines: string[]) => ['## One', ...lines].join('\n');

describe('a command', () => {
  it('is a request with its words as a shell would make them', () => {
    const text = [
      `curl -sS "$API/x?a=1&b=$ID" -H "$AUTH" -H 'If-Match: "1"' \\`,
      `  -d '{ "id": "'$ID'",`,
      `  "price": "$9" }' | tee answer.json`,
    ];
    expect(read(text.join('\n'))).toEqual([
      {
        ...{ kind: 'curl', method: 'POST', url: 'http://h/v1/x?a=1&b=acc_1', isKept: true, showsHead: false },
        headers: {
          ...{ authorization: 'Bearer tk_1', 'if-match': '"1"' },
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: '{ "id": "acc_1",\n  "price": "$9" }',
      },
    ]);
  });

  it('sets, takes, or starts a program of the repository', () => {
    expect(read(`A=$ID\nB=$(take 'data[0].id')\nK=$ID P=1 node docs/examples/a.mjs &`)).toEqual([
      { kind: 'set', values: { A: 'acc_1' } },
      { kind: 'take', name: 'B', path: 'data[0].id' },
      { kind: 'program', file: 'docs/examples/a.mjs', environment: { K: 'acc_1', P: '1' }, inBackground: true },
    ]);
  });

  it.each([
    'rm -rf answer.json',
    'curl "$API/x" | jq .id',
    'curl --json "{}" "$API/x"',
    'curl "$API/x" > file',
    'curl -i "$API/x" | tee answer.json',
    'curl "$NOBODY/x"',
    'sleep 1',
    'node a.mjs b',
    `take() { something else; }`,
    `curl "$API/x" -d '{`,
  ])('of no known form is an error: %s', (text) => {
    expect(() => read(text)).toThrow();
  });
});

describe('a page', () => {
  it('is steps with what is shown of each, in sections', () => {
    const text = page('```sh', 'A=1', '```', 'words', '```http', 'HTTP/1.1 200 OK', '```', '```json', '{}', '```');
    expect(readTutorial(text)).toEqual([
      { title: 'One', steps: [{ line: 3, shell: 'A=1', shows: { http: 'HTTP/1.1 200 OK', json: '{}' } }] },
    ]);
  });

  it.each([
    ['a block of a kind that nobody runs', page('```bash', 'curl x', '```')],
    ['a block without a kind', page('```', 'curl x', '```')],
    ['an answer before a request', page('```json', '{}', '```')],
    ['a second answer', page('```sh', 'A=1', '```', '```json', '{}', '```', '```json', '{}', '```')],
    ['a block without an end', page('```sh', 'A=1')],
    ['an indented block', page('    curl x')],
    ['a block in a list', page('- one', '  ```sh', '  A=1', '  ```')],
    ['a block before the first section', ['```sh', 'A=1', '```'].join('\n')],
  ])('with %s is an error', (_, text) => {
    expect(() => readTutorial(text)).toThrow();
  });
});

describe('an answer', () => {
  it.each([
    ['has what is shown, and more', { a: 1 }, { a: 1, b: 2 }, []],
    ['has what is shown in part', { id: 'acc_…', at: '…' }, { id: 'acc_1', at: 5 }, []],
    ['has a list of the length shown', { a: [1] }, { a: [1, 2] }, ['/a has 2 items, not 1']],
    ['has a list that may go on', { a: [1, '…'] }, { a: [1, 2] }, []],
    ['has another value', { a: { b: '1' } }, { a: { b: 1 } }, ['/a/b is 1, not "1"']],
    ['lacks what may be anything', { a: '…' }, {}, ['/a is missing']],
    ['lacks a list', { a: [] }, {}, ['/a is undefined, not []']],
    ['has null, as is shown', { a: null }, { a: null }, []],
    ['has a dot where one is shown', { a: 'a.b' }, { a: 'axb' }, ['/a is "axb", not "a.b"']],
  ])('that %s', (_, shown, actual, missing) => {
    expect(missingOf(shown, actual)).toEqual(missing);
  });

  it('of lines is held against them in their order', () => {
    expect(lastOfLines(['a…', 'c'], ['x', 'ab', 'b', 'c'])).toBe(4);
    expect(lastOfLines(['c', 'a…'], ['x', 'ab', 'b', 'c'])).toBeUndefined();
    expect(lastOfLines(['a'], ['a', 'b'], 1)).toBeUndefined();
  });
});
