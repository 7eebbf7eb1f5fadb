/**
 * Whether a call comes from somebody who has the secret. The reason is a short clause for people, and repeats nothing
 * that the caller wrote.
 */
export type Verdict =
  | { readonly kind: 'genuine'; readonly reason: string }
  /** No header claims a signature. */
  | { readonly kind: 'unsigned'; readonly reason: string }
  /** A signature is claimed, and none that is claimed fits. */
  | { readonly kind: 'forged'; readonly reason: string }
  /** Signed with the secret, but for another time: sent again by somebody, or one of the two clocks is wrong. */
  | { readonly kind: 'late'; readonly reason: string };
