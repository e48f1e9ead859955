/** Invented files for the gallery: drawn here, so that nothing has to be fetched. */
import { makeAsset, makeHit, makeMoment, makeStage, makeTile } from '@/test/factories';
import type { Asset, GridItem, Hit, Segment, SimilarAsset } from '@/api/types';

const svg = (width: number, height: number, body: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${body}</svg>`)}`;

const DUSK = svg(
  300,
  200,
  '<rect width="300" height="200" fill="#c9d8f2"/><rect y="120" width="300" height="80" fill="#35507f"/><circle cx="210" cy="95" r="26" fill="#f2c46d"/>',
);
const PAGE = svg(
  210,
  297,
  '<rect width="210" height="297" fill="#fff"/><g fill="#c4c7cf"><rect x="24" y="30" width="110" height="10"/><rect x="24" y="60" width="162" height="5"/><rect x="24" y="74" width="150" height="5"/><rect x="24" y="88" width="158" height="5"/></g>',
);

/** So many seconds of nothing, as a recording that plays. */
function silence(seconds: number): string {
  const rate = 3000;
  const count = rate * seconds;
  const number = (value: number, bytes: number) =>
    String.fromCharCode(...Array.from({ length: bytes }, (_, at) => (value >> (8 * at)) & 255));
  const form = [number(1, 2), number(1, 2), number(rate, 4), number(rate, 4), number(1, 2), number(8, 2)].join('');
  const wave = `RIFF${number(36 + count, 4)}WAVEfmt ${number(16, 4)}${form}data${number(count, 4)}`;
  return `data:audio/wav;base64,${btoa(wave + '\x80'.repeat(count))}`;
}

const failedStage = makeStage('extract', 'failed', {
  error_code: 'damaged',
  error_detail: 'The file ends too early; the rest of it is missing.',
});

export const assets = {
  photo: makeAsset({
    id: 'photo',
    name: 'Harbour at dusk.jpg',
    kind: 'image',
    mime_type: 'image/jpeg',
    width: 300,
    height: 200,
    thumbnail_url: DUSK,
    preview_url: DUSK,
    page_count: null,
  }),
  note: makeAsset({
    id: 'note',
    name: 'Compost.md',
    mime_type: 'text/markdown',
    page_count: null,
    summary: 'What goes on the heap, what does not, and when it is turned.',
  }),
  recording: makeAsset({
    id: 'recording',
    name: 'Message from the pier.wav',
    kind: 'audio',
    mime_type: 'audio/wav',
    duration_ms: 42_000,
    page_count: null,
    waveform_url: '/gallery.waveform',
    playback_url: silence(42),
  }),
  parcel: makeAsset({
    id: 'parcel',
    name: 'Drawings.zip',
    kind: 'other',
    mime_type: 'application/zip',
    page_count: null,
  }),
  reading: makeAsset({
    id: 'reading',
    name: 'Handbook.pdf',
    status: 'processing',
    stages: [
      makeStage('inspect', 'done'),
      makeStage('preview', 'done'),
      makeStage('extract', 'running', { progress: { done: 4, total: 30, unit: 'pages' } }),
      makeStage('embed', 'queued'),
    ],
  }),
  failed: makeAsset({
    id: 'failed',
    name: 'Torn.pdf',
    status: 'failed',
    error: { code: 'damaged', detail: 'The file ends too early; the rest of it is missing.' },
    stages: [makeStage('inspect', 'done'), failedStage],
  }),
  partial: makeAsset({
    id: 'partial',
    name: 'Film without words.mp4',
    kind: 'video',
    status: 'partial',
    error: {
      code: 'capability_missing',
      detail: 'No speech model is installed, so nobody listened to it.',
    },
  }),
  film: makeAsset({
    id: 'film',
    name: 'Waves.mov',
    kind: 'video',
    mime_type: 'video/quicktime',
    duration_ms: 65_000,
    width: 300,
    height: 200,
    page_count: null,
    thumbnail_url: DUSK,
    sprite_url: DUSK,
    details: {
      scenes: [0, 15, 30, 48].map((at, index, all) => ({ start_ms: at * 1000, end_ms: (all[index + 1] ?? 65) * 1000 })),
    },
  }),
  locked: makeAsset({
    id: 'locked',
    name: 'Lease.pdf',
    status: 'failed',
    error: { code: 'encrypted', detail: 'This PDF needs a password to open.' },
  }),
} satisfies Record<string, Asset>;

export const peaks = Array.from({ length: 400 }, (_, at) =>
  Math.round(128 + 120 * Math.sin(at / 9) * Math.cos(at / 37)),
);

const tile = (asset: Asset, more: Partial<GridItem> = {}): GridItem =>
  makeTile({
    id: asset.id,
    name: asset.name,
    kind: asset.kind,
    status: asset.status,
    thumbnail_url: asset.thumbnail_url ?? null,
    width: asset.width ?? null,
    height: asset.height ?? null,
    page_count: asset.page_count ?? null,
    duration_ms: asset.duration_ms ?? null,
    ...more,
  });

export const tiles: GridItem[] = [
  tile(assets.photo),
  tile(assets.photo, { id: 'film', kind: 'video', name: 'Waves.mp4', duration_ms: 65_000 }),
  tile(assets.reading, { status: 'ready', id: 'document', thumbnail_url: PAGE }),
  tile(assets.note),
  tile(assets.recording),
  tile(assets.parcel),
  tile(assets.reading),
  tile(assets.failed),
];

const said = (text: string, from: number, to: number) =>
  makeMoment({ text, highlights: [[from, to]], source: 'text', locator: { ...makeMoment().locator, page: null } });

export const hits: Hit[] = [
  makeHit({
    asset: assets.photo,
    moments: [makeMoment({ source: 'picture', text: 'Harbour at dusk', highlights: [[0, 7]] })],
  }),
  makeHit({ asset: assets.note, moments: [said('Eggshells go on the heap, citrus peel does not.', 0, 9)] }),
  makeHit({
    asset: assets.recording,
    moments: [
      makeMoment({
        source: 'speech',
        text: 'The boat leaves at ten, bring the rope.',
        highlights: [[4, 8]],
        locator: { ...makeMoment().locator, page: null, start_ms: 12_000, end_ms: 16_000 },
      }),
    ],
  }),
  makeHit({ asset: assets.parcel, moments: [] }),
];

const segment = (ordinal: number, text: string, more: Partial<Segment> = {}): Segment => ({
  id: `s${ordinal}`,
  ordinal,
  text,
  heading: null,
  lang: 'en',
  overlap: 0,
  source: 'text',
  locator: {},
  ...more,
});
const spoken = (ordinal: number, start: number, text: string): Segment =>
  segment(ordinal, text, { source: 'speech', locator: { start_ms: start, end_ms: start + 6000 } });

export const transcript: readonly Segment[] = [
  spoken(0, 0, 'Hello, it is me, down at the pier.'),
  spoken(1, 12_000, 'The boat leaves at ten, bring the rope.'),
  spoken(2, 24_000, 'And mind the third step, it is loose again.'),
];
export const words: readonly Segment[] = [
  segment(0, 'What goes on the heap', { heading: 'Compost', source: 'heading' }),
  segment(1, 'Eggshells go on the heap, citrus peel does not.', { heading: 'Compost' }),
  segment(2, 'It is turned in March and again in October.', { heading: 'Compost' }),
];
export const moments = {
  recording: [{ ...(hits[2]?.moments[0] ?? makeMoment()), segment_id: 's1' }],
  note: [{ ...(hits[1]?.moments[0] ?? makeMoment()), segment_id: 's1' }],
};
export const similar: SimilarAsset[] = [assets.photo, assets.note].map((asset) => ({
  asset,
  score: 1,
  strength: 'strong',
  distance: null,
  segment_id: null,
  tier: null,
}));
