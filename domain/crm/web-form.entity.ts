import { defineEntity } from '../../shared/table/entity.ts';
import { FormMark, WebForm } from './web-form.schema.ts';

export const webForm = defineEntity({ name: 'crm.web_form', idPrefix: 'frm', schema: WebForm });
export const formMark = defineEntity({ name: 'crm.form_mark', schema: FormMark, listed: false, audited: false });
