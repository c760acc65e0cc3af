/** The service's documents of an account, by their attachments. */

export class Documents {
  /** By the SHA-256 of an attachment. */
  readonly #ids = new Map<string, Set<string>>();

  add(id: string, attachments: readonly Buffer[]): void {
    for (const attachment of attachments) {
      const key = attachment.toString('hex');
      this.#ids.set(key, (this.#ids.get(key) ?? new Set()).add(id));
    }
  }

  with(attachments: readonly Buffer[]): readonly string[] {
    const found = attachments.flatMap((attachment) => [...(this.#ids.get(attachment.toString('hex')) ?? [])]);
    return [...new Set(found)].sort();
  }
}
