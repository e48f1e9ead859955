/** What several pages say, in German. */
import { formatCount } from '../../format';
import type { Messages } from '../en';
import { files } from './words';
export const app: Messages['app'] = 'Bowerbird';

export const title: Messages['title'] = (page: string) => `${page} · Bowerbird`;

export const nav: Messages['nav'] = {
  main: 'Hauptbereiche',
  skip: 'Zum Inhalt springen',
  home: 'Bowerbird, Startseite',
  search: 'Suche',
  library: 'Bibliothek',
  add: 'Dateien hinzufügen',
  addShort: 'Neu',
  settings: 'Deine Einstellungen',
  theme: 'Hell oder dunkel',
  reading: (count) => `${files(count)} ${count === 1 ? 'wird' : 'werden'} gelesen`,
  sending: (count) => `${files(count)} ${count === 1 ? 'wird' : 'werden'} gesendet`,
};

export const kinds: Messages['kinds'] = {
  all: 'Alle',
  image: 'Fotos',
  document: 'Dokumente',
  video: 'Videos',
  audio: 'Audio',
  other: 'Andere',
  one: { image: 'Foto', document: 'Dokument', video: 'Video', audio: 'Aufnahme', other: 'Datei' },
  group: 'Arten',
};

export const errors: Messages['errors'] = {
  offline: 'Der Server antwortet nicht. Deine Dateien sind sicher; es geht weiter, sobald er wieder da ist.',
  timeout: 'Der Server hat länger als dreißig Sekunden gebraucht.',
  tryAgain: 'Noch einmal versuchen',
  tryNow: 'Jetzt versuchen',
  request: (id) => `Anfrage ${id}`,
  generic: 'Auf dem Server ist etwas schiefgegangen.',
  page: 'Diese Seite ließ sich nicht zeigen',
  notFoundTitle: 'Hier ist nichts',
  notFound: 'Die Datei wurde gelöscht, oder die Adresse stimmt nicht ganz.',
  toLibrary: 'Zur Bibliothek',
  offlineTitle: 'Der Server antwortet nicht.',
  offlineKept: (time) => `Was du siehst, ist von ${time}; es geht weiter, sobald der Server wieder da ist.`,
  storageFull:
    'Der Datenträger ist fast voll: Es wurde nichts gespeichert. Schaffe Platz und versuche es dann noch einmal.',
};

export const toast: Messages['toast'] = { region: 'Meldungen', dismiss: 'Schließen' };

export const stages: Messages['stages'] = {
  label: 'Schritte',
  sent: 'Gesendet',
  done: {
    inspect: 'Angesehen',
    preview: 'Vorschau',
    extract: 'Gelesen',
    ocr: 'Gelesen',
    embed: 'Im Index',
    describe: 'Beschrieben',
    transcribe: 'Gehört',
    scenes: 'Szenen',
    playback: 'Abspielbar',
    visual: 'Gesehen',
    attachments: 'Anhänge',
    unpack: 'Entpackt',
  },
  now: {
    inspect: 'Wird angesehen',
    preview: 'Vorschau entsteht',
    extract: 'Wird gelesen',
    ocr: 'Wird gelesen',
    embed: 'Kommt in den Index',
    describe: 'Wird beschrieben',
    transcribe: 'Hört zu',
    scenes: 'Sucht Szenen',
    playback: 'Wird abspielbar gemacht',
    visual: 'Sieht nach, was zu sehen ist',
    attachments: 'Nimmt Anhänge heraus',
    unpack: 'Entpackt',
  },
  readingPage: (done, total) => `Liest Seite ${formatCount(Math.min(done + 1, total))} von ${formatCount(total)}`,
  listening: (at, of) => `Hört zu, ${at} von ${of}`,
  indexing: (done, total) => `Index: ${formatCount(done)} von ${formatCount(total)}`,
  waiting: 'Wartet, bis es an der Reihe ist',
  waits: 'Wartet',
  retryWait: 'Wird bald noch einmal versucht',
  ready: 'Fertig',
  partial: 'Teilweise lesbar',
  failed: 'Braucht dich',
  processing: 'Wird gelesen',
  state: { done: 'fertig', now: 'läuft', todo: 'kommt noch', failed: 'fehlgeschlagen', skipped: 'nicht nötig' },
};

export const shortcuts: Messages['shortcuts'] = {
  title: 'Tastenkürzel',
  anywhere: 'Überall',
  viewer: 'Eine Datei',
  media: 'Video und Ton',
  space: 'Leertaste',
  search: 'Ins Suchfeld',
  sheet: 'Diese Tastenkürzel zeigen',
  leave: 'Schließen oder zurück',
  move: 'Von Datei zu Datei',
  open: 'Öffnen',
  select: 'Auswählen',
  selectMore: 'Bis dorthin auswählen',
  tag: 'Auswahl mit einem Stichwort versehen',
  collect: 'Auswahl in eine Sammlung legen',
  trash: 'In den Papierkorb',
  walk: 'Vorige und nächste (in einem PDF: Seite)',
  walkAlways: 'Vorige und nächste Datei',
  zoom: 'Größer, kleiner, einpassen',
  play: 'Abspielen und anhalten',
  seek5: '5 Sekunden zurück und vor',
  seek10: '10 Sekunden zurück und vor',
  mute: 'Ton an und aus',
  captions: 'Untertitel',
  fullScreen: 'Vollbild',
};
