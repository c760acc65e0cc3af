/** A scan, what reading it gives, and the port of whatever reads it. */

/** Why a file is not, or not wholly, readable. */
export type ScanProblem = 'unsupported' | 'empty' | 'damaged' | 'password' | 'too-large' | 'timeout' | 'crashed';

/** A file that cannot become a letter at all. */
export class ScanError extends Error {
  override readonly name = 'ScanError';
  readonly problem: ScanProblem;
  constructor(problem: ScanProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** Pixels of the upright, cleaned page; origin top left. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface Word {
  readonly text: string;
  readonly box: Box;
  /** 0 to 100. */
  readonly confidence: number;
}

export interface Line {
  readonly words: readonly Word[];
  readonly box: Box;
}

/** Lines that belong together, in reading order. */
export interface Block {
  readonly lines: readonly Line[];
  readonly box: Box;
}

export interface Page {
  /** 1-based, of the scan as it came. */
  readonly number: number;
  /** Size of the upright page the boxes refer to, and its resolution. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
  readonly blocks: readonly Block[];
  /** The page's text in reading order, lines parted by `\n`; empty for a blank page. */
  readonly text: string;
  /** Mean word confidence, 0 to 100; 100 for text that was in the file. */
  readonly confidence: number;
  /** `embedded`: the file had the text; `none`: blank, or reading failed (then `problem` says why). */
  readonly origin: 'recognised' | 'embedded' | 'none';
  readonly problem: ScanProblem | undefined;
  /** Clockwise degrees by which the page was turned to be upright. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly skewDegrees: number;
}

export interface ReadScan {
  /** What the file really is, by its content. */
  readonly mediaType: 'application/pdf' | 'image/tiff' | 'image/jpeg' | 'image/png';
  readonly pages: readonly Page[];
  /**
   * The PDF to attach: the scan's own pages with invisible text. For an unreadable PDF (password): the scan itself.
   * For a scan that could not be read at all (`problem`, no pages): the scan as it came, of `mediaType`.
   */
  readonly pdf: Buffer;
  /** First page that is not blank, JPEG, upright, for the message body; undefined when none could be drawn. */
  readonly preview: { readonly jpeg: Buffer; readonly widthPx: number; readonly heightPx: number } | undefined;
  /** Trouble with the whole scan; the pages have their own. */
  readonly problem: ScanProblem | undefined;
}

export interface ReadProgress {
  readonly page: number;
  readonly pages: number;
}

/** Reads scans. Never takes the process down: bad input is a ScanError or a `problem`. */
export interface ScanReader {
  /** @throws ScanError when there is nothing to deliver (unsupported, empty, damaged beyond use, too-large) */
  read(
    scan: Buffer,
    options: { signal?: AbortSignal; onProgress?: (progress: ReadProgress) => void },
  ): Promise<ReadScan>;
  close(): Promise<void>;
}
