/**
 * Certificates of receivers in tests, for `receiver.example.com`, good for a hundred years. Made once with OpenSSL: the
 * key of the authority was thrown away, and the one below opens nothing but a server on loopback.
 */
const pem = (kind: string, lines: readonly string[]): string =>
  [`-----BEGIN ${kind}-----`, ...(lines.join('').match(/.{1,64}/g) ?? []), `-----END ${kind}-----`, ''].join('\n');

export const AUTHORITY = pem('CERTIFICATE', [
  'MIIBiTCCAS+gAwIBAgIUQWiUG3xZgfmQ7Yz4eKC1eqfVsBkwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkw',
  'IBcNMjYxMTI0MTk1MDE0WhgPMjEyNjEwMzExOTUwMTRaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYI',
  'KoZIzj0DAQcDQgAE8MK5HQp+g1vPg8omrAM646RqzRhrqwj09z4i7PujsnaZVk+kBX1pAp//nUn5AO4XohkpLTHE3boFd/OJiTIx',
  'cKNTMFEwHQYDVR0OBBYEFJe5vryHQl3Jq9WhPD3MgVrqqao4MB8GA1UdIwQYMBaAFJe5vryHQl3Jq9WhPD3MgVrqqao4MA8GA1Ud',
  'EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgHjt21QaP4yYlweXMV4us9TQNCDtUR449eOl3kWrSz2ECIQCK3noZnyMZNbH5',
  'eF8AboZ5v7juAUWa7AQOF68QmxbJCQ==',
]);
export const RECEIVER_KEY = pem('PRIVATE KEY', [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6hWS1qMy10BG8kFVmaoGAQuRKPYHAnRrkdBp5tJpEzGhRANCAARZ',
  'TERCJ5r6ljEPHZT7K8OyGj6+Ox9guiB1ojXRMjOQW+N9z+mFXLo+zKF+VtCKHR0WWd6AkYE6gBy6xaQD2Gj9',
]);
/** Signed by the authority. */
export const RECEIVER = pem('CERTIFICATE', [
  'MIIBnzCCAUWgAwIBAgIUXUH0mCbXxYCXjlQk0ihzJ8ShDBkwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkw',
  'IBcNMjYxMTI0MTk1MDE0WhgPMjEyNjEwMzExOTUwMTRaMB8xHTAbBgNVBAMMFHJlY2VpdmVyLmV4YW1wbGUuY29tMFkwEwYHKoZI',
  'zj0CAQYIKoZIzj0DAQcDQgAEWUxEQiea+pYxDx2U+yvDsho+vjsfYLogdaI10TIzkFvjfc/phVy6PsyhflbQih0dFlnegJGBOoAc',
  'usWkA9ho/aNjMGEwHwYDVR0RBBgwFoIUcmVjZWl2ZXIuZXhhbXBsZS5jb20wHQYDVR0OBBYEFPvVJd+RfcTpw6Yy7fEyo5TXjvQv',
  'MB8GA1UdIwQYMBaAFJe5vryHQl3Jq9WhPD3MgVrqqao4MAoGCCqGSM49BAMCA0gAMEUCIQCod+Oo57HZA7Pa6MY1lasgSav3bSZG',
  'kNsuQubeJzisWgIgJL1HZml83BYVXH6L+DOQckb4c7udMlEHtLFx1hGr8gA=',
]);
/** Signed by the authority, over since November 2026. */
export const EXPIRED = pem('CERTIFICATE', [
  'MIIBnTCCAUOgAwIBAgIUXUH0mCbXxYCXjlQk0ihzJ8ShDBowCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkw',
  'HhcNMjYxMTI0MTk1MzAxWhcNMjYxMTIzMTk1MzAxWjAfMR0wGwYDVQQDDBRyZWNlaXZlci5leGFtcGxlLmNvbTBZMBMGByqGSM49',
  'AgEGCCqGSM49AwEHA0IABFlMREInmvqWMQ8dlPsrw7IaPr47H2C6IHWiNdEyM5Bb433P6YVcuj7MoX5W0IodHRZZ3oCRgTqAHLrF',
  'pAPYaP2jYzBhMB8GA1UdEQQYMBaCFHJlY2VpdmVyLmV4YW1wbGUuY29tMB0GA1UdDgQWBBT71SXfkX3E6cOmMu3xMqOU1470LzAf',
  'BgNVHSMEGDAWgBSXub68h0JdyavVoTw9zIFa6qmqODAKBggqhkjOPQQDAgNIADBFAiAiK19mfM8IhdMwUrM35XKDEUTelpSsD8hX',
  'kEar69WZxAIhALy2VisJS6j31KRZOSVj3CJSFLIt69fI5W0uK8vz/ja9',
]);
export const SELF_SIGNED = pem('CERTIFICATE', [
  'MIIBtTCCAVygAwIBAgIUIj7kNjgljuibtWwM4Cgwebur7RQwCgYIKoZIzj0EAwIwHzEdMBsGA1UEAwwUcmVjZWl2ZXIuZXhhbXBs',
  'ZS5jb20wIBcNMjYxMTI0MTk1MDE0WhgPMjEyNjEwMzExOTUwMTRaMB8xHTAbBgNVBAMMFHJlY2VpdmVyLmV4YW1wbGUuY29tMFkw',
  'EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEWUxEQiea+pYxDx2U+yvDsho+vjsfYLogdaI10TIzkFvjfc/phVy6PsyhflbQih0dFlne',
  'gJGBOoAcusWkA9ho/aN0MHIwHQYDVR0OBBYEFPvVJd+RfcTpw6Yy7fEyo5TXjvQvMB8GA1UdIwQYMBaAFPvVJd+RfcTpw6Yy7fEy',
  'o5TXjvQvMA8GA1UdEwEB/wQFMAMBAf8wHwYDVR0RBBgwFoIUcmVjZWl2ZXIuZXhhbXBsZS5jb20wCgYIKoZIzj0EAwIDRwAwRAIg',
  'V0LQSwDh6J/krSsgpbfm7d2n2LgbxllVy/lo6RvronECIFH52xoiKxFWv/L1g6Sr/spzEorya7pY5G+8q8ltBdBz',
]);
