/**
 * What the pixels of a photo say: how light it is, how sharp what stands on the page, where light is reflected, and which
 * sides of the frame the page runs into. Pure arithmetic on {data: RGBA, width, height}; no words, no thresholds of taste.
 */
const PATCH = 32; // px; at LONG_SIDE a line of print is about as high
const DETAIL = 18; // standard deviation of the grey in a patch, from which on something stands there
const SATURATED = 250; // of 255, in each colour
const COVERED = 0.5; // of a patch
const BAND = 0.015; // of a side: the strip of the frame that the page must keep out of
const STEP = 8; // px between the points that tell page from table
export const LONG_SIDE = 1600; // px; what is measured is measured at this size

/**
 * {sharpness, light, white, glare, glaring: [{x, y, side}], edges: {apart, touched: {top, right, bottom, left}, busy}}
 * `sharpness`: of what stands on the page, 0 where nothing can be seen. `light`: the grey of what is light, of 255. `white`: how much
 * around the letters is as white as can be: then the paper is, and nothing shines on it. Others: shares.
 */
export function measured(picture) {
  const grey = greyOf(picture);
  const patches = patchesOf(grey, picture);
  const detailed = patches.filter(({ spread }) => spread >= DETAIL);
  const noise = quantile(patches.map(({ rough }) => rough), 0.25); // what the camera adds where nothing stands
  const points = pointsOf(grey, picture);
  const { level, apart, light } = split(points.map(({ value }) => value));
  const bright = patches.filter(({ mean }) => mean > level);
  const glaring = patches.filter(({ saturated }) => saturated >= COVERED);
  return {
    sharpness: quantile(detailed.map(({ rough, spread }) => Math.max(0, rough - noise) / spread ** 2), 0.75),
    light,
    white: quantile(detailed.map(({ saturated }) => saturated), 0.5),
    glare: glaring.length / Math.max(1, bright.length),
    glaring: glaring.map(({ x, y }) => ({ x, y, side: PATCH })),
    edges: { apart, touched: touchedBy(points, level, picture), busy: busyness(patches, picture) },
  };
}

function greyOf({ data, width, height }) {
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = 0.299 * data[at * 4] + 0.587 * data[at * 4 + 1] + 0.114 * data[at * 4 + 2];
  }
  return grey;
}

function patchesOf(grey, picture) {
  const patches = [];
  for (let y = 0; y + PATCH <= picture.height; y += PATCH) {
    for (let x = 0; x + PATCH <= picture.width; x += PATCH) patches.push(patchAt(x, y, grey, picture));
  }
  return patches;
}

/** `rough`: the variance of the Laplacian. Held against that of the grey (`spread` squared), neither light nor contrast decides. */
function patchAt(left, top, grey, { data, width, height }) {
  const own = new Moments();
  const edge = new Moments();
  let saturated = 0;
  for (let y = top; y < top + PATCH; y += 1) {
    for (let x = left; x < left + PATCH; x += 1) {
      const at = y * width + x;
      own.add(grey[at]);
      if (Math.min(data[at * 4], data[at * 4 + 1], data[at * 4 + 2]) >= SATURATED) saturated += 1;
      if (x > 0 && y > 0 && x < width - 1 && y < height - 1) {
        edge.add(grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at]);
      }
    }
  }
  return { x: left, y: top, mean: own.mean, spread: Math.sqrt(own.variance), rough: edge.variance, saturated: saturated / PATCH ** 2 };
}

/** Points are page or table, by the grey that tells them best apart; the page is what stands in the middle. */
function touchedBy(points, level, { width, height }) {
  const middle = points.filter(({ x, y }) => Math.abs(x / width - 0.5) < 0.2 && Math.abs(y / height - 0.5) < 0.2);
  const isPageLight = middle.filter(({ value }) => value > level).length * 2 > middle.length;
  const of = (isIn) => {
    const strip = points.filter(isIn);
    return strip.filter(({ value }) => value > level === isPageLight).length / strip.length;
  };
  const [across, down] = [Math.max(STEP, width * BAND), Math.max(STEP, height * BAND)];
  return {
    top: of(({ y }) => y < down),
    right: of(({ x }) => x >= width - across),
    bottom: of(({ y }) => y >= height - down),
    left: of(({ x }) => x < across),
  };
}

/** How much of the frame's own patches has something standing in it. */
function busyness(patches, { width, height }) {
  const frame = patches.filter(({ x, y }) => x < PATCH || y < PATCH || x + 2 * PATCH > width || y + 2 * PATCH > height);
  return frame.filter(({ spread }) => spread >= DETAIL).length / Math.max(1, frame.length);
}

function pointsOf(grey, { width, height }) {
  const points = [];
  for (let y = 0; y < height; y += STEP) {
    for (let x = 0; x < width; x += STEP) points.push({ x, y, value: Math.round(grey[y * width + x]) });
  }
  return points;
}

/** Otsu (1979): the level with the greatest variance between what is below and above it, and its share of all; the mean of what is above. */
function split(values) {
  const counts = new Array(256).fill(0);
  const whole = new Moments();
  for (const value of values) {
    counts[value] += 1;
    whole.add(value);
  }
  let [best, level, light, below, sum] = [0, 0, whole.mean, 0, 0];
  for (let at = 0; at < 255; at += 1) {
    below += counts[at];
    sum += at * counts[at];
    const above = values.length - below;
    if (!below || !above) continue;
    const lighter = (whole.sum - sum) / above;
    const between = (below * above * (sum / below - lighter) ** 2) / values.length ** 2;
    if (between > best) [best, level, light] = [between, at, lighter];
  }
  return { level, light, apart: whole.variance ? best / whole.variance : 0 };
}

class Moments {
  count = 0;
  sum = 0;
  squares = 0;

  add(value) {
    this.count += 1;
    this.sum += value;
    this.squares += value * value;
  }

  get mean() {
    return this.count ? this.sum / this.count : 0;
  }

  get variance() {
    return this.count ? Math.max(0, this.squares / this.count - this.mean ** 2) : 0;
  }
}

function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
