import type { Context } from '../../../shared/context.ts';
import { type Page, type PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { lead } from '../lead.entity.ts';
import { type LeadQuery, type LeadResource, presentLead } from '../lead.resource.ts';
import { webForm } from '../web-form.entity.ts';
import { presentWebForm, type WebFormResource } from '../web-form.resource.ts';

export const listForms = (
  context: Context,
  { query }: RouteInput<unknown, PageQuery>,
): Promise<Page<WebFormResource>> => readPage(context, webForm, query, {}, presentWebForm);

export const getForm = async (
  context: Context,
  { params }: RouteInput<{ webFormId: string }>,
): Promise<WebFormResource> => presentWebForm(await context.records.need(webForm, params.webFormId));

export const listLeads = (context: Context, { query }: RouteInput<unknown, LeadQuery>): Promise<Page<LeadResource>> => {
  const { webFormId } = query;
  return readPage(
    context,
    lead,
    query,
    webFormId === undefined ? {} : { list: 'byForm', values: [webFormId] },
    presentLead,
  );
};

export const getLead = async (context: Context, { params }: RouteInput<{ leadId: string }>): Promise<LeadResource> =>
  presentLead(await context.records.need(lead, params.leadId));
