/** The mark of a password: tells most wrong guesses from it without the verifier (docs/adr/0005). */
import { createHmac } from 'node:crypto';
import { foldUser } from '../../mail/accounts.js';

/** One wrong guess in 16 million has the right mark. */
export const markOctets = 3;

/**
 * Of 104 bits it gives away 24, and those only to who knows the secret, which lies outside of the database.
 *
 * @param secret `OpenedStores.loginSecret`
 * @param user the user name: an account that is being made has no number yet
 * @param password in the issued form
 */
export function passwordMark(secret: Buffer, user: string, password: string): Buffer {
  return createHmac('sha256', secret)
    .update(`${foldUser(user)}\0${password}`)
    .digest()
    .subarray(0, markOctets);
}
