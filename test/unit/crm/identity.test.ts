import { describe, expect, it } from 'vitest';
import {
  accountMatchKeys,
  contactMatchKeys,
  normalDomain,
  normalPhone,
  normalTaxId,
} from '../../../domain/crm/identity.ts';

describe('C2: normal forms', () => {
  it.each([
    ['+49 (30) 123-456', '+4930123456'],
    ['0049 30 123456', '+4930123456'],
    ['030/123456', '030123456'],
    ['12345', undefined],
  ])('telephone %s', (phone, expected) => {
    expect(normalPhone(phone)).toBe(expected);
  });

  it.each([
    ['https://www.Example.com/about?x=1', 'example.com'],
    ['example.com:8080', 'example.com'],
    ['WWW.EXAMPLE.COM', 'example.com'],
  ])('domain %s', (domain, expected) => {
    expect(normalDomain(domain)).toBe(expected);
  });

  it('tax id', () => {
    expect(normalTaxId('de 123-456.789')).toBe('DE123456789');
  });

  it('match an account by e-mail, its domain and telephone', () => {
    expect(accountMatchKeys({ email: 'Info@Radhaus.example', phone: '0049 30 123456' })).toEqual([
      'account.email:info@radhaus.example',
      'account.domain:radhaus.example',
      'account.phone:+4930123456',
    ]);
  });

  it('match a person by e-mail and telephone, whatever the company', () => {
    expect(contactMatchKeys({ email: 'Anna@Radhaus.example', phone: '030 123456' })).toEqual([
      'contact.email:anna@radhaus.example',
      'contact.phone:030123456',
    ]);
  });

  it('a public mail provider’s domain says nothing', () => {
    expect(accountMatchKeys({ email: 'radhaus@gmail.com' })).toEqual(['account.email:radhaus@gmail.com']);
  });
});
