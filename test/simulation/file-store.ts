/** The bucket: objects in memory, each call a port call. */
import { S3Client } from '@aws-sdk/client-s3';
import { broken, type Core } from './core.ts';
import type { Operation } from './faults.ts';
import { callPort, type Running } from './port-call.ts';

export type FileStore = {
  client(running: () => Running): S3Client;
  /** What an object holds now, where it is there. */
  read(key: string): string | undefined;
};

type Command = {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Key: string; readonly Range?: string; readonly Body?: Uint8Array };
};

const client = new S3Client({ region: 'local' });

/** `bytes=0-99` */
const RANGE = /^bytes=(\d+)-(\d+)$/;

export function openFileStore(core: Core): FileStore {
  const objects = new Map<string, Buffer>();
  const put = ({ Key, Body = new Uint8Array() }: Command['input']) => {
    objects.set(Key, Buffer.from(Body));
    return {};
  };
  const get = ({ Key, Range = '' }: Command['input']) => {
    const found = objects.get(Key);
    if (found === undefined) throw Object.assign(new Error('NoSuchKey'), { name: 'NoSuchKey' });
    const [, from = '0', to = String(found.length)] = RANGE.exec(Range) ?? [];
    if (Number(from) >= found.length) throw broken('InvalidRange');
    const bytes = found.subarray(Number(from), Number(to) + 1);
    return {
      Body: { transformToByteArray: async () => bytes },
      ContentRange: `bytes ${from}-${Number(from) + bytes.length - 1}/${found.length}`,
    };
  };
  const remove = ({ Key }: Command['input']) => {
    objects.delete(Key);
    return {};
  };
  const calls: Readonly<Record<string, { operation: Operation; perform(input: Command['input']): object }>> = {
    GetObjectCommand: { operation: 'files GetObject', perform: get },
    PutObjectCommand: { operation: 'files PutObject', perform: put },
    DeleteObjectCommand: { operation: 'files DeleteObject', perform: remove },
  };
  return {
    read: (key) => objects.get(key)?.toString(),
    client: (running) => {
      const send = ({ constructor: { name }, input }: Command) => {
        const known = calls[name];
        if (known === undefined) throw new Error(`The simulated bucket does not know ${name}`);
        const { operation, perform } = known;
        return callPort<object>(core, running(), { operation, about: '', perform: () => perform(input) });
      };
      return Object.create(client, { send: { value: send } });
    },
  };
}
