import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeMap } from '../../../infra/local/table/index.ts';
import { readableItem } from '../readable-item.ts';
import type { Item } from './stored.ts';

/** A stored image as the book checks read it. */
export const itemOf = (image: AttributeMap): Item =>
  readableItem(unmarshall(image as Parameters<typeof unmarshall>[0]));

/** The text of a key attribute. */
export const keyText = (keys: AttributeMap, name: 'pk' | 'sk'): string => {
  const value = keys[name];
  return value !== undefined && 'S' in value ? value.S : '';
};
