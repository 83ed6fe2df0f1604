/** The log of the local cloud: one line an entry, on the error stream. */
import type { Logger } from '../../shared/context.ts';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info';
const RANK: Readonly<Record<LogLevel, number>> = { silent: 0, error: 1, warn: 2, info: 3 };

export type LogSink = (line: string) => void;
type Facts = Readonly<Record<string, unknown>>;
export type LogEntry = { readonly level: keyof Logger; readonly message: string; readonly facts: Facts };

const toErrorStream: LogSink = (line) => {
  process.stderr.write(line);
};

/** A logger of one part of the cloud, named at the head of each line. */
export function openLog(level: LogLevel, sink: LogSink = toErrorStream): (source: string) => Logger {
  const write = (source: string, entry: LogEntry): void => {
    if (RANK[entry.level] > RANK[level]) return;
    const { stack, ...facts } = entry.facts;
    const shown = Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts)}`;
    const trace = typeof stack === 'string' ? `\n${stack}` : '';
    sink(`${entry.level.padEnd(5)} ${source}: ${entry.message}${shown}${trace}\n`);
  };
  return (source) => ({
    info: (message, facts = {}) => write(source, { level: 'info', message, facts }),
    warn: (message, facts = {}) => write(source, { level: 'warn', message, facts }),
    error: (message, facts = {}) => write(source, { level: 'error', message, facts }),
  });
}

/** Hands each entry to a listener as well: how a dead letter comes to know why it failed. */
export function listened(logger: Logger, listener: (entry: LogEntry) => void): Logger {
  const both =
    (level: keyof Logger): Logger[keyof Logger] =>
    (message, facts = {}) => {
      listener({ level, message, facts });
      logger[level](message, facts);
    };
  return { info: both('info'), warn: both('warn'), error: both('error') };
}

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
