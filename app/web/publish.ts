/**
 * Ends a build: writes a `.br` and a `.gz` beside each file that is the smaller for it, and puts the whole in the place
 * of the build before, which stays if anything fails.
 */

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const BUILDING = join(import.meta.dirname, "building");
const BUILT = join(import.meta.dirname, "built");
const COMPRESSIBLE = /\.(css|html|js|json|svg|ttf)$/;

const encodings: Record<string, (content: Buffer) => Buffer> = {
  br: (content) =>
    brotliCompressSync(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
  gz: (content) => gzipSync(content, { level: constants.Z_BEST_COMPRESSION }),
};

function compress(file: string): void {
  const content = readFileSync(file);
  for (const [extension, encode] of Object.entries(encodings)) {
    const compressed = encode(content);
    if (compressed.length < content.length) writeFileSync(`${file}.${extension}`, compressed);
  }
}

readdirSync(BUILDING, { recursive: true, encoding: "utf8" })
  .filter((name) => COMPRESSIBLE.test(name))
  .forEach((name) => {
    compress(join(BUILDING, name));
  });
rmSync(BUILT, { recursive: true, force: true });
renameSync(BUILDING, BUILT);
