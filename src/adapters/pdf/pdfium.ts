/**
 * PDFium (WebAssembly) behind the few calls we need. Everything is synchronous and keeps the thread; its memory
 * never shrinks. So it runs in a child process only, with a watchdog outside.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { ScanError } from '../../mail/scan.js';
import { PdfPage } from './pdf-page.js';

export class Pdfium {
  readonly module: WrappedPdfiumModule;
  /** 64 octets for what calls give back by pointer. */
  readonly scratch: number;

  private constructor(module: WrappedPdfiumModule) {
    this.module = module;
    this.scratch = module.pdfium.wasmExports.malloc(64);
  }

  static async start(): Promise<Pdfium> {
    const path = fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm'));
    const file = await readFile(path);
    const module = await init({
      wasmBinary: file.buffer.slice(file.byteOffset, file.byteOffset + file.length),
    });
    module.PDFiumExt_Init();
    return new Pdfium(module);
  }

  /** What a call left in `scratch`, at this octet of it. */
  result(offset: number, type: 'i32' | 'float' | 'double'): number {
    return this.module.pdfium.getValue(this.scratch + offset, type) as number;
  }

  /** PDFium's memory; ask for it anew after every call, for a call may have moved it. */
  get heap(): Uint8Array {
    // Left out of the package's types.
    return (this.module.pdfium as unknown as { readonly HEAPU8: Uint8Array }).HEAPU8;
  }

  /** @throws ScanError password, damaged, unsupported (a security handler nobody knows) */
  open(octets: Uint8Array): PdfDocument {
    const { pdfium } = this.module;
    const pointer = pdfium.wasmExports.malloc(octets.length);
    if (pointer === 0) throw new ScanError('too-large', 'The PDF does not fit into memory.');
    this.heap.set(octets, pointer);
    const handle = this.module.FPDF_LoadMemDocument(pointer, octets.length, '');
    if (handle === 0) {
      const code = this.module.FPDF_GetLastError();
      pdfium.wasmExports.free(pointer);
      // fpdfview.h: FPDF_ERR_PASSWORD 4, FPDF_ERR_SECURITY 5.
      if (code === 4) throw new ScanError('password', 'The PDF asks for a password.');
      if (code === 5) throw new ScanError('unsupported', 'The PDF is protected in an unknown way.');
      throw new ScanError('damaged', 'The PDF cannot be opened.');
    }
    return new PdfDocument(this, handle, pointer);
  }
}

export class PdfDocument {
  readonly pdfium: Pdfium;
  readonly #handle: number;
  readonly #octets: number;

  constructor(pdfium: Pdfium, handle: number, octets: number) {
    this.pdfium = pdfium;
    this.#handle = handle;
    this.#octets = octets;
  }

  get pages(): number {
    return this.pdfium.module.FPDF_GetPageCount(this.#handle);
  }

  get encrypted(): boolean {
    return this.pdfium.module.EPDF_IsEncrypted(this.#handle);
  }

  /** @param index from 0
   *  @throws ScanError damaged */
  page(index: number): PdfPage {
    const handle = this.pdfium.module.FPDF_LoadPage(this.#handle, index);
    if (handle === 0) throw new ScanError('damaged', 'A page of the PDF cannot be read.');
    return new PdfPage(this.pdfium, handle);
  }

  /**
   * A new document of the same pages, as PDFium copies them: streams as they are, without the old document's
   * outline, scripts, attachments and cross-reference table.
   *
   * @throws ScanError damaged
   */
  rebuilt(): Buffer {
    const { module } = this.pdfium;
    const copy = module.FPDF_CreateNewDocument();
    const writer = module.PDFiumExt_OpenFileWriter();
    try {
      if (
        !module.FPDF_ImportPages(copy, this.#handle, `1-${this.pages}`, 0) ||
        !module.PDFiumExt_SaveAsCopy(copy, writer)
      )
        throw new ScanError('damaged', 'The PDF cannot be written anew.');
      const size = module.PDFiumExt_GetFileWriterSize(writer);
      const pointer = module.pdfium.wasmExports.malloc(size);
      module.PDFiumExt_GetFileWriterData(writer, pointer, size);
      const octets = Buffer.from(this.pdfium.heap.subarray(pointer, pointer + size));
      module.pdfium.wasmExports.free(pointer);
      return octets;
    } finally {
      module.PDFiumExt_CloseFileWriter(writer);
      module.FPDF_CloseDocument(copy);
    }
  }

  close(): void {
    this.pdfium.module.FPDF_CloseDocument(this.#handle);
    this.pdfium.module.pdfium.wasmExports.free(this.#octets);
  }
}
