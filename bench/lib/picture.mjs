const WIDTH = 420;
const HEIGHT = 240;
const LEFT = 60;
const RIGHT = 16;
const TOP = 34;
const BOTTOM = 44;

/** Four charts in one picture, from what bench/growth.mjs measured. */
export function drawGrowth({ prompt, connections, streams, configured }) {
  const charts = [
    chart('CPU of a call by characters of its prompt', 'us', prompt, ['floorUs', 'gatewayUs']),
    chart('CPU of a call by connections', 'us', connections, ['floorUs', 'gatewayUs']),
    chart('Memory of a held stream by their number', 'KB', streams, ['kb']),
    chart('CPU of a call by keys, providers, aliases', 'us', configured, ['floorUs', 'gatewayUs']),
  ];
  const placed = charts.map((one, at) => {
    const [x, y] = [(at % 2) * WIDTH, Math.floor(at / 2) * HEIGHT];
    return `<g transform="translate(${x} ${y})">${one}</g>`;
  });
  const size = `width="${2 * WIDTH}" height="${2 * HEIGHT}" viewBox="0 0 ${2 * WIDTH} ${2 * HEIGHT}"`;
  const style = 'font-family="sans-serif" font-size="11"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${style}>\n<rect width="100%" height="100%" fill="#fff"/>\n${placed.join('\n')}\n</svg>\n`;
}

const COLOURS = { floorUs: '#888', gatewayUs: '#0b6bcb', kb: '#0b6bcb' };
const NAMES = { floorUs: 'floor', gatewayUs: 'gateway', kb: 'gateway' };

/** Both axes by powers of ten, but for values that stay within one: those begin at 0. */
function chart(title, unit, points, series) {
  const highest = Math.max(...points.flatMap((point) => series.map((name) => point[name])));
  const lowest = Math.min(...points.flatMap((point) => series.map((name) => point[name])));
  const isWide = highest / Math.max(1, lowest) > 20;
  const width = WIDTH - LEFT - RIGHT;
  const height = HEIGHT - TOP - BOTTOM;
  const [first, last] = [points[0].of, points.at(-1).of];
  const x = (of) => LEFT + (width * Math.log(of / first)) / Math.log(last / first);
  const share = (value) =>
    isWide ? Math.log(Math.max(1, value) / lowest) / Math.log(highest / lowest) : value / highest;
  const y = (value) => TOP + height * (1 - share(value) * 0.95);
  const labels = points.map(
    ({ of }) =>
      `<text x="${round(x(of))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${of.toLocaleString('en')}</text>`,
  );
  const lines = series.map((name) => {
    const path = points.map((point) => `${round(x(point.of))},${round(y(point[name]))}`).join(' ');
    const dots = points.map(
      (point) =>
        `<circle cx="${round(x(point.of))}" cy="${round(y(point[name]))}" r="3" fill="${COLOURS[name]}"><title>${NAMES[name]}: ${point[name]} ${unit}</title></circle>`,
    );
    const end = points.at(-1);
    const label = `<text x="${round(x(end.of)) - 4}" y="${round(y(end[name])) - 7}" text-anchor="end" fill="${COLOURS[name]}">${NAMES[name]}: ${end[name]} ${unit}</text>`;
    return `<polyline points="${path}" fill="none" stroke="${COLOURS[name]}" stroke-width="2"/>${dots.join('')}${label}`;
  });
  const axis = `<line x1="${LEFT}" y1="${HEIGHT - BOTTOM}" x2="${WIDTH - RIGHT}" y2="${HEIGHT - BOTTOM}" stroke="#333"/>`;
  const scale = isWide ? `${lowest} to ${highest} ${unit}, by powers of ten` : `0 to ${highest} ${unit}`;
  return `<text x="${LEFT}" y="16" font-weight="bold">${title}</text><text x="${LEFT}" y="30" fill="#555">${scale}</text>${axis}${labels.join('')}${lines.join('')}`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}
