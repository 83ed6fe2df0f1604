/** What every answer of a test in process is held against: the API's description, read from the manifests once. */
import { modules } from '../../domain/modules.ts';
import { openApiOf } from '../../shared/openapi.ts';
import { type AnswerFacts, type Description, type Document, readDescription } from './api-description.ts';

let description: Description | undefined;

export function apiDescription(): Description {
  // As an integrator gets it: what JSON leaves out is not there.
  const text = () => JSON.stringify(openApiOf(modules, { title: 'Tandem', version: 'test', description: '' }));
  description ??= readDescription(JSON.parse(text()) as Document);
  return description;
}

/** Fewer fields than are described are what such a request asks for. */
const asksForLess = (path: string): boolean => /[?&]fields=/.test(path);

/** @throws Error in words for an answer that the description does not allow */
export function expectDescribed(method: string, path: string, answer: Omit<AnswerFacts, 'type'>, type = ''): void {
  if (asksForLess(path)) return;
  const faults = apiDescription().answerFaults(method, path, { ...answer, type: type.split(';')[0] ?? '' });
  if (faults.length === 0) return;
  throw new Error(
    `${method} ${path}: the answer ${faults.join(', ')}, which GET /openapi.json does not say: ${answer.text}`,
  );
}
