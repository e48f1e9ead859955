/** What several pages say. */
import { formatCount } from '../../format';
import { files } from './words';
export const app = 'Bowerbird';

export const title = (page: string) => `${page} · Bowerbird`;

export const nav = {
  main: 'Main',
  skip: 'Skip to content',
  home: 'Bowerbird, home',
  search: 'Search',
  library: 'Library',
  add: 'Add files',
  addShort: 'Add',
  settings: 'Your settings',
  theme: 'Light or dark',
  reading: (count: number) => `Reading ${files(count)}`,
  sending: (count: number) => `Sending ${files(count)}`,
};

export const kinds = {
  all: 'All',
  image: 'Photos',
  document: 'Documents',
  video: 'Videos',
  audio: 'Audio',
  other: 'Other',
  one: { image: 'Photo', document: 'Document', video: 'Video', audio: 'Recording', other: 'File' },
  group: 'Kinds',
};

export const errors = {
  offline: 'The server does not answer. Your files are safe; this goes on when it is back.',
  timeout: 'The server took longer than thirty seconds.',
  tryAgain: 'Try again',
  tryNow: 'Try now',
  request: (id: string) => `Request ${id}`,
  generic: 'Something went wrong on the server.',
  page: 'This page could not be shown',
  notFoundTitle: 'There is nothing here',
  notFound: 'The file was deleted, or the address is not quite right.',
  toLibrary: 'Go to the library',
  offlineTitle: 'The server does not answer.',
  offlineKept: (time: string) => `What you see is from ${time}; it goes on when the server is back.`,
  storageFull: 'The disk is nearly full: nothing was stored. Free some space, then try again.',
};

export const toast = { region: 'Messages', dismiss: 'Dismiss' };

export const stages = {
  label: 'Steps',
  sent: 'Sent',
  done: {
    inspect: 'Looked at',
    preview: 'Preview',
    extract: 'Read',
    ocr: 'Read',
    embed: 'Indexed',
    describe: 'Described',
    transcribe: 'Heard',
    scenes: 'Scenes',
    playback: 'Playable',
    visual: 'Seen',
    attachments: 'Attachments',
    unpack: 'Unpacked',
  },
  now: {
    inspect: 'Looking at it',
    preview: 'Making a preview',
    extract: 'Reading',
    ocr: 'Reading',
    embed: 'Indexing',
    describe: 'Describing',
    transcribe: 'Listening',
    scenes: 'Looking for scenes',
    playback: 'Making it playable',
    visual: 'Looking at what it shows',
    attachments: 'Taking out attachments',
    unpack: 'Unpacking',
  },
  readingPage: (done: number, total: number) =>
    `Reading page ${formatCount(Math.min(done + 1, total))} of ${formatCount(total)}`,
  listening: (at: string, of: string) => `Listening, ${at} of ${of}`,
  indexing: (done: number, total: number) => `Indexing ${formatCount(done)} of ${formatCount(total)}`,
  waiting: 'Waiting for its turn',
  waits: 'Waiting',
  retryWait: 'Tries again soon',
  ready: 'Ready',
  partial: 'Readable in part',
  failed: 'Needs you',
  processing: 'Being read',
  state: { done: 'done', now: 'in progress', todo: 'to come', failed: 'failed', skipped: 'not needed' },
};

export const shortcuts = {
  title: 'Shortcuts',
  anywhere: 'Anywhere',
  viewer: 'A file',
  media: 'Video and sound',
  space: 'Space',
  search: 'Go to the search box',
  sheet: 'Show these shortcuts',
  leave: 'Close, or go back',
  move: 'From file to file',
  open: 'Open',
  select: 'Select',
  selectMore: 'Select up to there',
  tag: 'Tag what is selected',
  collect: 'Add it to a collection',
  trash: 'Move to the trash',
  walk: 'Previous and next (in a PDF: page)',
  walkAlways: 'Previous and next file',
  zoom: 'Larger, smaller, fit',
  play: 'Play and pause',
  seek5: '5 seconds back and on',
  seek10: '10 seconds back and on',
  mute: 'Sound on and off',
  captions: 'Subtitles',
  fullScreen: 'Full screen',
};
