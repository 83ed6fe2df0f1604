import { rejectField } from '../../shared/rejection.ts';
import type { WebForm } from './web-form.schema.ts';

/** @throws Rejection `required` at `/consentText`: nobody can agree to nothing */
export function expectConsentText({ consentRequired, consentText }: Partial<WebForm>): void {
  if (consentRequired !== true || consentText !== undefined) return;
  throw rejectField('/consentText', 'required', 'is required where consent is');
}
