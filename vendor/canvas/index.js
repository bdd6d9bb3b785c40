// The names that chartjs-node-canvas takes from the `canvas` package, on top of @napi-rs/canvas, whose binaries
// are ordinary npm packages. Only what differs between the two interfaces is adapted.
const fs = require("node:fs");
const napi = require("@napi-rs/canvas");

function createCanvas(width, height, type) {
  if (type === "pdf") return pdfCanvas(width, height);
  const canvas =
    type === "svg"
      ? napi.createCanvas(width, height, napi.SvgExportFlag.NoPrettyXML)
      : napi.createCanvas(width, height);
  // A canvas of vectors has content and no bytes to encode.
  const encode = canvas.toBuffer?.bind(canvas);
  const encodeUrl = canvas.toDataURL?.bind(canvas);
  const bytes = (mime) => (type === "svg" ? canvas.getContent() : encode(mime ?? "image/png"));
  canvas.toBuffer = (first, mime) => {
    if (typeof first !== "function") return bytes(first);
    let result;
    try {
      result = bytes(mime);
    } catch (error) {
      return void first(error);
    }
    first(null, result);
  };
  canvas.toDataURL = (mime, callback) => {
    if (typeof callback !== "function") return encodeUrl(mime);
    callback(null, encodeUrl(mime));
  };
  canvas.createPNGStream = () => require("node:stream").Readable.from([bytes("image/png")]);
  return canvas;
}

/** One page of a PDF document: the size of a canvas in its units of 1/72 inch, so a caller scales what it draws. */
function pdfCanvas(width, height) {
  const pdf = new napi.PDFDocument({ creator: "Crosshash" });
  const context = pdf.beginPage(width, height);
  const canvas = {
    width,
    height,
    getContext: () => context,
    toBuffer: () => {
      pdf.endPage();
      return pdf.close();
    },
  };
  Object.defineProperty(context, "canvas", { value: canvas });
  return canvas;
}

/** Node reads the file, so a font within an archive (Yarn's cache) is found as well. */
function registerFont(file, { family }) {
  let font = null;
  try {
    font = napi.GlobalFonts.register(fs.readFileSync(file), family);
  } catch {}
  if (font === null) throw new Error(`canvas: cannot read the font ${file}`);
}

module.exports = { createCanvas, registerFont, Image: napi.Image };
