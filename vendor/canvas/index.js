// The names that chartjs-node-canvas takes from the `canvas` package, on top of @napi-rs/canvas, whose binaries
// are ordinary npm packages. Only what differs between the two interfaces is adapted.
const fs = require("node:fs");
const napi = require("@napi-rs/canvas");

function createCanvas(width, height, type) {
  // chartjs-node-canvas hands the type through: it carries the scale that whoever draws has as its device pixel ratio.
  const pdf = /^pdf ([\d.]+)$/.exec(type ?? "");
  if (pdf !== null) return pdfCanvas(width, height, Number(pdf[1]));
  const canvas = napi.createCanvas(width, height);
  const encode = canvas.toBuffer.bind(canvas);
  const encodeUrl = canvas.toDataURL.bind(canvas);
  const bytes = (mime) => encode(mime ?? "image/png");
  canvas.toBuffer = (first, mime) => {
    if (typeof first !== "function") return bytes(first);
    // On a thread of its own, as whoever calls back expects: other charts are drawn meanwhile.
    if (mime === undefined || mime === "image/png")
      return void canvas.encode("png").then((result) => first(null, result), first);
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

/** One page of a PDF document, scale × (width × height) in its unit of 1/72 inch. */
function pdfCanvas(width, height, scale) {
  const pdf = new napi.PDFDocument({ creator: "Crosshash" });
  const context = pdf.beginPage(scale * width, scale * height);
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
