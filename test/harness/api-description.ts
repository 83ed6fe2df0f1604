/** The API's description as an integrator has it, `GET /openapi.json`: what a request may hold and an answer must. */

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A JSON Schema of the description. */
export type Schema = { readonly [keyword: string]: unknown };
type Content = { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> };
export type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
};
export type Operation = {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean } & Required<Content>;
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>;
};
export type Document = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly [kind: string]: Readonly<Record<string, Schema & Content>> };
};
export type AnswerFacts = {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
  readonly text: string;
};

export type Description = {
  readonly document: Document;
  /** The schema of a body; undefined where the operation takes none. */
  readonly bodySchema: (method: string, path: string) => Schema | undefined;
  readonly resolve: (reference: string) => Schema & Content;
  readonly fits: (schema: Schema, value: unknown) => boolean;
  /** What is wrong with an answer to a request of this method and address. */
  readonly answerFaults: (method: string, address: string, answer: AnswerFacts) => string[];
};

const PROBLEM = 'application/problem+json';

/** As the gateway decodes it, once. */
function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** The name under which the validator knows the document: what a schema refers to is in it. */
const DOCUMENT = 'api';
const referring = <Part>(part: Part): Part =>
  JSON.parse(JSON.stringify(part).replaceAll('"#/components/', `"${DOCUMENT}#/components/`)) as Part;

const wordsOf = ({ instancePath, message = '', params }: ErrorObject): string =>
  `${instancePath === '' ? '/' : instancePath} ${message}${'additionalProperty' in params ? `: ${params.additionalProperty}` : ''}`;

/**
 * Holds values against schemas of the document, in words. Each schema is compiled when it is first asked for; a keyword
 * or a format that JSON Schema does not know is an error, so that nothing goes unchecked.
 */
function openSchemas(document: Document): (schema: Schema, value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addVocabulary(Object.keys(document));
  // It is no schema itself, but it holds them.
  ajv.addSchema(referring(document), DOCUMENT, undefined, false);
  const compiled = new WeakMap<Schema, ValidateFunction>();
  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(referring(schema));
    compiled.set(schema, validate);
    return validate(value) ? [] : (validate.errors ?? []).map(wordsOf);
  };
}

export function readDescription(document: Document): Description {
  const resolve = (reference: string): Schema & Content => {
    const [, , kind = '', name = ''] = reference.split('/');
    const found = document.components[kind]?.[name];
    if (found === undefined) throw new Error(`The description has no ${reference}`);
    return found;
  };
  const faultsOf = openSchemas(document);
  const paths = Object.keys(document.paths).map((path) => ({ path, segments: path.split('/') }));

  const operationAt = (method: string, address: string): Operation | undefined => {
    const parts = decoded(address).replace(/^\/v1/, '').split(/[?#]/)[0]?.split('/') ?? [];
    const fitting = paths.filter(
      ({ segments }) =>
        segments.length === parts.length &&
        segments.every((part, index) => part === parts[index] || part.startsWith('{')),
    );
    const exact = fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
    return document.paths[exact?.path ?? '']?.[method.toLowerCase()];
  };

  const contentFaults = (
    declared: Content & { readonly $ref?: string },
    { type, body, text }: AnswerFacts,
  ): string[] => {
    const { content } = declared.$ref === undefined ? declared : resolve(declared.$ref);
    if (content === undefined) return text === '' ? [] : ['has a body where none is described'];
    const schema = content[type]?.schema;
    return schema === undefined
      ? [`is of type "${type}", described is ${Object.keys(content)}`]
      : faultsOf(schema, body);
  };

  return {
    document,
    resolve,
    bodySchema: (method, path) =>
      document.paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json']?.schema,
    fits: (schema, value) => faultsOf(schema, value).length === 0,
    answerFaults: (method, address, answer) => {
      const { status, type, body } = answer;
      if (status >= 500) return [`is a ${status}`];
      if (status >= 400 && type !== PROBLEM) return [`refuses with ${type}`];
      if (status >= 400 && (body as { status?: unknown } | null)?.status !== status) return ['says another status'];
      const operation = operationAt(method, address);
      // What is at no path, or by no method of it, is refused in the one shape of all refusals.
      if (operation === undefined)
        return status >= 400 ? contentFaults({ $ref: '#/components/responses/Problem' }, answer) : ['is not described'];
      const declared = operation.responses[status] ?? (status >= 400 ? operation.responses.default : undefined);
      return declared === undefined
        ? [`has the status ${status}, which is not described`]
        : contentFaults(declared, answer);
    },
  };
}
