/** Pages of a scan, whatever it came in: their picture, their own text, and where they lie in the PDF we deliver. */
import type { GreyImage } from '../images/grey.js';
import type { Transform } from '../images/transform.js';
import type { RawBlock } from './raw-text.js';

export interface SourcePage {
  /** Grey picture as it is to be seen, before any clean-up. */
  readonly image: GreyImage;
  readonly dpi: { readonly x: number; readonly y: number } | undefined;
  /** From the picture's pixels to the user space of the page in the PDF we deliver. */
  readonly toUser: Transform;
  /** The picture has gaps. */
  readonly damaged: boolean;
}

export interface SourceText {
  readonly blocks: readonly RawBlock[];
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
}

/** Page indexes count from 0. Every call may throw ScanError. */
export interface PageSource {
  readonly pages: number;
  /** The text the file has for the page; undefined when the page must be read from its picture. */
  text(index: number): SourceText | undefined;
  page(index: number): Promise<SourcePage>;
  /** Red, green and blue, about `width` pixels wide. */
  colour(index: number, width: number): Promise<{ width: number; height: number; data: Uint8Array }>;
  close(): void;
}
