/** Search, in German. */
import { formatCount } from '../../format';
import type { Messages } from '../en';
import { plural } from '../plural';
import { UNITS, files, is } from './words';
import type { Unit } from './words';
export const search: Messages['search'] = {
  suggestions: 'Vorschläge',
  byPicture: 'Mit einem Bild suchen',
  byPictureDrop: 'Hier ablegen, um Dateien wie dieses Bild zu finden',
  likePicture: 'Dateien wie dieses Bild',
  likePassage: 'Stellen wie diese',
  likeWords: (words) => `Im Bild gelesen und gesucht: „${words}“`,
  likeRemove: 'Zurück zur Suche mit Wörtern',
  pictureGone: 'Das Bild ist nicht mehr da',
  pictureGoneText: 'Es wurde nie gespeichert. Lege es noch einmal ab oder wähle es noch einmal aus.',
  noneLikePicture: 'Keine Datei ähnelt diesem Bild',
  noneLikePassage: 'Keine andere Stelle ähnelt dieser',
  found: (count) => plural(count, 'Datei', 'Dateien'),
  label: 'Alles durchsuchen',
  placeholder: 'Durchsuche Fotos, Videos, Aufnahmen und Dokumente',
  placeholderShort: 'Alles durchsuchen',
  resting: 'Wonach suchst du?',
  clear: 'Suche leeren',
  heading: (q) => `Suchergebnisse für „${q}“`,
  searching: 'Sucht …',
  strong: (count) => plural(count, 'starker Treffer', 'starke Treffer'),
  strongList: 'Starke Treffer',
  noStrong: 'Kein starker Treffer',
  noStrongHint: 'Diese kommen dem Sinn nach am nächsten. Andere Wörter finden vielleicht mehr.',
  weak: (count) => `${count} ${count === '1' ? 'schwächerer' : 'schwächere'} Treffer`,
  weakHint: 'Dem Sinn nach nah, aber nicht sicher',
  playFrom: (at) => `Ab ${at} abspielen`,
  weakList: 'Schwächere Treffer',
  sorts: { relevance: 'Bester Treffer', newest: 'Neueste zuerst', oldest: 'Älteste zuerst', size: 'Größte zuerst' },
  facets: { year: 'Jahr', tag: 'Schlagwort', place: 'Ort', camera: 'Kamera' },
  withoutFacet: (facet, value) => `${facet} ${value}: entfernen`,
  operators: 'Wie die Anfrage verstanden wurde',
  withoutOperator: (text) => `${text}: entfernen`,
  wordsOnly: 'Nur nach Wörtern gefunden: Es ist kein Modell installiert, das den Sinn in dieser Sprache versteht.',
  save: 'Diese Suche als Sammlung sichern',
  saveShort: 'Sichern',
  saved: (name) => `Gesichert als Sammlung „${name}“`,
  tryNoFilters: 'Ohne die Filter',
  sortLabel: (how) => `Reihenfolge: ${how}`,
  more: 'Mehr zeigen',
  loadingMore: 'Holt mehr …',
  nothingTitle: 'Nichts gefunden',
  nothing: (searched, reading) =>
    [
      searched === null
        ? 'Keine Datei enthält das oder kommt ihm nahe.'
        : `${plural(searched, 'Datei wurde', 'Dateien wurden')} durchsucht.`,
      reading > 0
        ? `${plural(reading, 'Datei wird', 'Dateien werden')} noch gelesen und ${is(reading)} noch nicht dabei.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
  nothingKind: (kind) => `Unter „${kind}“ passt nichts.`,
  tryTitle: 'Mit einer kleinen Änderung gibt es vielleicht mehr',
  tryAllKinds: 'Jede Art:',
  tryNoQuotes: 'Ohne Anführungszeichen:',
  tryNoMinus: 'Ohne ausgeschlossene Wörter:',
  tryFewer: 'Mit weniger Wörtern:',
  tryLibrary: 'In der Bibliothek blättern',
  errorTitle: 'Die Suche hat nicht geantwortet',
  errorKept: 'Deine Dateien sind sicher, und deine Anfrage ist noch da.',
  emptyTitle: 'Noch nichts zu durchsuchen',
  empty: 'Füge Fotos und Dokumente hinzu; gleich darauf findest du sie hier nach ihrem Inhalt.',
  recent: 'Zuletzt hinzugefügt',
  allFiles: (count) => `Alle ${files(count)}`,
  recentSearches: 'Letzte Suchen',
  why: {
    page: (page, of, unit: Unit = 'page') =>
      [
        unit === 'page' || unit === 'slide' ? 'Steht auf' : 'Steht in',
        UNITS[unit][0],
        of === null ? formatCount(page) : `${formatCount(page)} von ${formatCount(of)}`,
      ].join(' '),
    morePages: (count) => `· und ${count} weitere ${count === 1 ? 'Stelle' : 'Stellen'}`,
    picture: 'Steht im Bild',
    text: 'Steht im Text',
    said: (time, of) => (of === null ? `Gesagt bei ${time}` : `Gesagt bei ${time} von ${of}`),
    seen: 'Zu sehen',
    seenAt: (time) => `Zu sehen bei ${time}`,
    named: 'Heißt so',
  },
  pageAlt: (page) => `Seite ${page}`,
  lineLabel: (count) => `Treffer an ${plural(count, 'Stelle', 'Stellen')} im Dokument`,
};
