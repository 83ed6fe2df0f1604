/** Reads a container line by line and finds out whether it is sound. Without I/O. */
import { type Rejection, reject } from '../../../shared/rejection.ts';
import type { Entity, Item } from '../../../shared/table/entity.ts';
import type { Counted } from './restore.schema.ts';
import { SHA256_START, sha256Hex, sha256More } from './resumable-sha256.ts';
import { addToState, NO_STATE } from './state-hash.ts';
import {
  CONTAINER_VERSION,
  type ContainerEnd,
  ContainerHead,
  ContainerLine,
  type ContainerPerson,
  LINE_BYTES_MAX,
} from './tenant-container.ts';

export const NOTHING_COUNTED: Counted = {
  ...{ sha256: SHA256_START, stateHash: NO_STATE, records: 0, people: 0, counts: {} },
};

export const damaged = (why: string): Rejection =>
  reject('invalid', 'platform.import.damaged_container', `The container is damaged: ${why}. Nothing was written.`);

/** The head of a container. @throws Rejection 422 where the file is none, or one of another version */
export function readHead(start: Buffer, pointer: string): { head: ContainerHead; bytes: number } {
  const end = start.indexOf(0x0a);
  const text = end < 0 ? '' : start.subarray(0, end).toString('utf8');
  const parsed = ContainerHead.safeParse(jsonOf(text));
  if (!parsed.success) throw refusal(pointer, 'not_a_container', 'is no export of a whole company');
  if (parsed.data.version !== CONTAINER_VERSION)
    throw refusal(pointer, 'other_version', `has version ${parsed.data.version}; this reads ${CONTAINER_VERSION}`);
  return { head: parsed.data, bytes: end + 1 };
}

const refusal = (pointer: string, code: string, message: string): Rejection =>
  reject('invalid', `platform.import.${code}`, 'The file cannot be restored.', {
    errors: [{ pointer, code, message }],
  });

export type ReadLine =
  | { readonly kind: 'record'; readonly entity: Entity; readonly record: Item }
  | { readonly kind: 'person'; readonly person: ContainerPerson }
  | { readonly kind: 'end'; readonly end: ContainerEnd };

/** @throws Rejection where the line is nothing that a container has */
export function readLine(text: string, entities: ReadonlyMap<string, Entity>): ReadLine {
  const parsed = ContainerLine.safeParse(jsonOf(text));
  if (!parsed.success) throw damaged('a line is no record');
  const line = parsed.data;
  if ('end' in line) return { kind: 'end', end: line.end };
  if ('p' in line) return { kind: 'person', person: line.p };
  const entity = entities.get(line.e);
  if (entity === undefined) throw damaged(`a record is of the unknown kind ${line.e.slice(0, 100)}`);
  if (!entity.schema.safeParse(line.r).success) throw damaged(`a record is no ${entity.name}`);
  return { kind: 'record', entity, record: line.r };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The count with further whole lines of the file, none of which is the end. */
export function count(
  counted: Counted,
  bytes: Uint8Array,
  lines: readonly { text: string; read: ReadLine }[],
): Counted {
  const counts = { ...counted.counts };
  const records: string[] = [];
  for (const { text, read } of lines) {
    if (read.kind !== 'record') continue;
    records.push(text);
    counts[read.entity.name] = (counts[read.entity.name] ?? 0) + 1;
  }
  return {
    counts,
    sha256: sha256More(counted.sha256, bytes),
    stateHash: addToState(counted.stateHash, records),
    records: counted.records + records.length,
    people: counted.people + lines.filter(({ read }) => read.kind === 'person').length,
  };
}

/** @throws Rejection that says what of the file is not as its end says */
export function expectAsSaid(counted: Counted, end: ContainerEnd): void {
  if (sha256Hex(counted.sha256) !== end.sha256) throw damaged('its bytes are not those that were written');
  const names = new Set([...Object.keys(end.counts), ...Object.keys(counted.counts)]);
  const wrong = [...names].find((name) => counted.counts[name] !== end.counts[name]);
  if (wrong !== undefined) throw damaged(`it has ${counted.counts[wrong] ?? 0} of ${end.counts[wrong] ?? 0} ${wrong}`);
  if (counted.records !== end.records || counted.people !== end.people) throw damaged('lines are missing');
  if (counted.stateHash !== end.stateHash) throw damaged('its records have another state hash');
}

/** The whole lines in a window of the file: their texts, and the bytes that they take with their line breaks. */
export function wholeLines(window: Buffer): { texts: string[]; bytes: number } {
  const bytes = window.lastIndexOf(0x0a) + 1;
  if (bytes === 0 && window.length >= LINE_BYTES_MAX) throw damaged('a line is longer than a record can be');
  const texts =
    bytes === 0
      ? []
      : window
          .subarray(0, bytes - 1)
          .toString('utf8')
          .split('\n');
  return { texts, bytes };
}
