/** Who signs in: user name and issued password against the stored verifier. */
import type { AccountId } from './ids.js';

export type Login =
  | { readonly kind: 'granted'; readonly account: AccountId; readonly credential: number }
  /** `mistyped`: the check character tells a typing error; `message` helps to find it. Others give nothing away. */
  | { readonly kind: 'refused'; readonly reason: 'wrong' | 'mistyped' | 'closed'; readonly message: string };

export interface Authenticator {
  authenticate(user: string, password: string): Promise<Login>;
}
