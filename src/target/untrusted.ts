/** What TLS says where it can't agree with a service, or can't believe that it is the one that was asked for. */

/** OpenSSL's verdicts on a certificate by Node's names, and Node's own on the name in it. */
const CERTIFICATE = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** No common version, and a server that speaks no TLS at all; Node 20 has no codes for them, but OpenSSL's words. */
const NO_HANDSHAKE = /(?:unsupported protocol|wrong version number|protocol version|no protocols available)/;

/** The connection ended before a byte of a request could be sent, and would end so again. */
export function isUntrusted({ code, message }: { readonly code: string; readonly message: string }): boolean {
  const isOfTls = code === 'EPROTO' || code.startsWith('ERR_SSL_');
  return CERTIFICATE.has(code) || (isOfTls && NO_HANDSHAKE.test(message));
}
