import type { Context } from '../../../shared/context.ts';
import { type Page, type PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { apiKey } from '../api-key.entity.ts';
import { type ApiKeyResource, presentApiKey } from '../api-key.resource.ts';

export const listApiKeys = (
  context: Context,
  { query }: RouteInput<unknown, PageQuery>,
): Promise<Page<ApiKeyResource>> => readPage(context, apiKey, query, {}, presentApiKey);
