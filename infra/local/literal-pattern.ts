/** Text as a regular expression that matches just that text. (`RegExp.escape` is not in TypeScript 5.9's library.) */
export const literalPattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
