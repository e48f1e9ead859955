import type { Asset, GridItem, Hit, Moment, SessionState, StageView } from '@/api/types';

export function makeStage(stage: string, status: StageView['status'], more: Partial<StageView> = {}): StageView {
  return { stage, status, attempts: 1, error_code: null, error_detail: null, progress: null, ...more };
}

export function makeAsset(more: Partial<Asset> = {}): Asset {
  return {
    id: 'a1',
    library_id: 'l1',
    name: 'Letter.pdf',
    title: null,
    path: null,
    kind: 'document',
    mime_type: 'application/pdf',
    size: 120_000,
    sha256: '0'.repeat(64),
    status: 'ready',
    error: null,
    created_at: '2026-05-03T10:00:00Z',
    updated_at: '2026-05-03T10:00:00Z',
    captured_at: null,
    captured_local: null,
    happened_at: '2026-05-03T10:00:00Z',
    last_modified: null,
    deleted_at: null,
    width: null,
    height: null,
    duration_ms: null,
    page_count: 12,
    summary: null,
    keywords: [],
    lang: 'en',
    details: {},
    thumbnail_url: null,
    preview_url: null,
    waveform_url: null,
    sprite_url: null,
    playback_url: null,
    unlocked_url: null,
    thumbhash: null,
    stages: [],
    ...more,
  };
}

export function makeMoment(more: Partial<Moment> = {}): Moment {
  return {
    segment_id: 's1',
    source: 'text',
    heading: null,
    text: 'There is no road tax for bicycles.',
    highlights: [[12, 20]],
    locator: { page: 7, boxes: [[0.1, 0.2, 0.9, 0.22]], spans: [[0, 34]], start_ms: null, end_ms: null },
    score: 1,
    ...more,
  };
}

export const makeHit = (more: Partial<Hit> = {}): Hit => ({
  asset: makeAsset(),
  score: 1,
  strength: 'strong',
  moments: [makeMoment()],
  ...more,
});

export const makeSession = (more: Partial<SessionState> = {}): SessionState => ({
  user: { id: 'u1', email: 'owner@home.example', name: 'Ada', is_owner: true },
  csrf_token: 'csrf',
  setup_needed: false,
  libraries: [{ id: 'l1', name: 'Mine', role: 'owner', is_personal: true }],
  limits: { max_bytes: 2_000_000_000 },
  version: '0.1.0',
  ...more,
});

export const makeTile = (more: Partial<GridItem> = {}): GridItem => ({
  id: 't1',
  kind: 'image',
  name: 'Photo.jpg',
  status: 'ready',
  width: 300,
  height: 200,
  duration_ms: null,
  page_count: null,
  thumbhash: null,
  thumbnail_url: '/thumb.webp',
  happened_at: '2026-05-03T10:00:00Z',
  words: null,
  ...more,
});

/** What POST /search answers. */
export function makeAnswer(items: Hit[], more: object = {}) {
  return {
    items,
    total: items.length,
    total_relation: 'eq',
    next_cursor: null,
    search_id: 'x',
    took_ms: 3,
    degraded: [],
    interpreted: [],
    hints: [],
    facets: null,
    ...more,
  };
}
