/** Host names as protocols carry them. */
import { domainToASCII } from 'node:url';

/** RFC 5891 A-labels, in lower case. What is no host name stays as it is: the reader says what is wrong with it. */
export function asciiHost(host: string): string {
  return domainToASCII(host) || host;
}
