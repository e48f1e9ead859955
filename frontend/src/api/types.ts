/** The generated shapes under the names that pages use. */
import type { components } from './generated/schema';

export type Schemas = components['schemas'];

export type Asset = Schemas['AssetOut'];
export type AssetCounts = Schemas['AssetCounts'];
export type AssetKind = Schemas['AssetKind'];
export type AssetStatus = Schemas['AssetStatus'];
export type GridItem = Schemas['GridItem'];
export type GridPage = Schemas['GridPage'];
export type Timeline = Schemas['Timeline'];
export type BulkIn = Schemas['BulkIn'];
export type BulkUndo = Schemas['BulkUndo'];
export type Tag = Schemas['TagOut'];
export type Collection = Schemas['CollectionOut'];
/** One file by itself. What lists leave out is there once it was asked for by itself. */
export type AssetFile = Asset & Partial<Omit<Schemas['AssetDetail'], keyof Asset>>;
export type AssetPage = Schemas['AssetPage'];
export type StageView = Schemas['StageOut'];
export type Segment = Schemas['SegmentOut'];
export type SegmentPage = Schemas['SegmentPage'];
export type Moment = Schemas['Moment'];
export type Hit = Schemas['SearchHit'];
export type Facets = Schemas['Facets'];
export type Interpreted = Schemas['Interpreted'];
export type Suggestion = Schemas['Suggestion'];
export type SearchHistory = Schemas['SearchHistory'];
export type SimilarAsset = Schemas['SimilarAsset'];
export type SimilarAssets = Schemas['SimilarAssets'];
export type PictureAnswer = Schemas['PictureAnswer'];
export type ContentsPage = Schemas['ContentsPage'];
export type SearchPage = Schemas['SearchOut'];
export type SessionState = Schemas['SessionState'];
export type SignInSession = Schemas['SignInSessionOut'];
export type ApiKey = Schemas['ApiKeyOut'];
export type NewApiKey = Schemas['ApiKeyCreated'];

/** `[x0, y0, x1, y1]` in 0..1 of the page or picture as displayed, origin top left. */
export type Box = readonly number[];
