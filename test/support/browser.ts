/** A real Chromium without a window, driven over a pipe by its DevTools protocol. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

type Fields = Record<string, unknown>;
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Fields;
  readonly sessionId?: string;
  readonly result?: Fields;
  readonly error?: { readonly message: string };
}

export interface PageOptions {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  readonly language?: string;
  readonly javaScript?: boolean;
}

export class Browser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'unpaperme-browser-'));
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #count = 0;
  #rest = '';

  constructor(program: string) {
    const options = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--ignore-certificate-errors',
      '--no-first-run',
      '--disable-dev-shm-usage',
    ];
    this.#child = spawn(
      program,
      [...options, '--hide-scrollbars', '--remote-debugging-pipe', `--user-data-dir=${this.#folder}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    (this.#child.stdio[4] as Readable).on('data', (chunk: Buffer) => this.#take(chunk.toString()));
    (this.#child.stdio[3] as Writable).on('error', () => {}); // it has ended
  }

  async send(method: string, params: Fields = {}, sessionId?: string): Promise<Fields> {
    const id = (this.#count += 1);
    const answered = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  onMessage(listener: (message: Message) => void): void {
    this.#listeners.add(listener);
  }

  async page(options: PageOptions): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, String(sessionId));
    await page.prepare(options);
    return page;
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    // By itself, with all its processes: a killed one leaves some that still write.
    void this.send('Browser.close').catch(() => {});
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20 });
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop()!;
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id === undefined) this.#listeners.forEach((listener) => listener(message));
      else this.#answers.get(message.id)?.(message);
    }
  }
}

export class Page {
  readonly #browser: Browser;
  readonly #session: string;
  /** What the browser complained of: blocked by policy, not found, scripts that failed. */
  readonly complaints: string[] = [];
  #loaded: () => void = () => {};
  /** Another page has begun since `leading`: what was loaded before does not count. */
  #navigated = false;

  constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.#session = session;
    browser.onMessage(({ method, params, sessionId }) => {
      if (sessionId !== session) return;
      if (method === 'Page.frameNavigated') this.#navigated = true;
      if (method === 'Page.loadEventFired' && this.#navigated) this.#loaded();
      if (method === 'Log.entryAdded') this.complaints.push(JSON.stringify(params?.['entry']));
      if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params));
    });
  }

  async prepare({ width, height, dark = false, language = 'de', javaScript = true }: PageOptions): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await this.#send(`${domain}.enable`);
    // A page behind another is neither drawn nor let at the clipboard.
    await this.#send('Page.bringToFront');
    await this.#send('Emulation.setFocusEmulationEnabled', { enabled: true });
    await this.#send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: width < 600,
    });
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await this.#send('Emulation.setEmulatedMedia', { features });
    await this.#send('Network.setExtraHTTPHeaders', { headers: { 'Accept-Language': language } });
    await this.#send('Emulation.setScriptExecutionDisabled', { value: !javaScript });
  }

  /** Does what leads to another page, and waits until that is there. */
  async leading(action: () => Promise<unknown>): Promise<void> {
    this.#navigated = false;
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    await action();
    await loaded;
  }

  async open(url: string): Promise<void> {
    await this.leading(() => this.#send('Page.navigate', { url }));
  }

  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.#send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (answer['exceptionDetails']) throw new Error(JSON.stringify(answer['exceptionDetails']));
    return (answer['result'] as { value: T }).value;
  }

  /** Presses a key, as people do who have no mouse. */
  async press(key: 'Tab' | 'Enter'): Promise<void> {
    const code = { Tab: 9, Enter: 13 }[key];
    const event = { key, code: key, windowsVirtualKeyCode: code, ...(key === 'Enter' && { text: '\r' }) };
    await this.#send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await this.#send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async type(text: string): Promise<void> {
    await this.#send('Input.insertText', { text });
  }

  async click(selector: string): Promise<void> {
    const box = `(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({block: 'center'});
      const { x, y, width, height } = e.getBoundingClientRect(); return [x + width / 2, y + height / 2]; })()`;
    const [x, y] = await this.evaluate<[number, number]>(box);
    const event = { x, y, button: 'left', clickCount: 1 };
    await this.#send('Input.dispatchMouseEvent', { type: 'mousePressed', ...event });
    await this.#send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...event });
  }

  /** @returns a PNG of the whole page */
  async picture(): Promise<Buffer> {
    const { cssContentSize } = await this.#send('Page.getLayoutMetrics');
    const clip = { ...(cssContentSize as Fields), scale: 1 };
    const { data } = await this.#send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip });
    return Buffer.from(String(data), 'base64');
  }

  #send(method: string, params: Fields = {}): Promise<Fields> {
    return this.#browser.send(method, params, this.#session);
  }
}
