/** Was der Dienst sagt, nach seinen Kennungen. Ein neuer Satz dort ohne einen hier fällt beim Übersetzen auf; bis dahin steht der englische da. */
import type { components } from '@/api/generated/schema';
import type { Messages } from '../en';

type Schemas = components['schemas'];

const said: Record<Schemas['Problem']['code'], string> = {
  bad_request: 'Diese Anfrage ist nicht zu verstehen.',
  key_reused: 'Dieser Idempotency-Key gehörte zu einer anderen Anfrage.',
  cross_site: 'Diese Anfrage kam von einer fremden Seite.',
  csrf: 'Die Seite ist veraltet. Lade sie neu und versuche es noch einmal.',
  forbidden: 'Das darfst du hier nicht.',
  internal: 'Auf dem Server ist etwas schiefgegangen.',
  invalid: 'Diese Eingabe lässt sich hier nicht verwenden.',
  method_not_allowed: 'Das geht mit dieser Adresse nicht.',
  not_found: 'Das gibt es nicht oder nicht mehr.',
  not_signed_in: 'Melde dich zuerst an.',
  range_not_satisfiable: 'Diesen Teil der Datei gibt es nicht.',
  storage_full:
    'Der Datenträger ist fast voll: Es wurde nichts gespeichert. Schaffe Platz und versuche es dann noch einmal.',
  too_large: 'Das ist zu groß, um hier gelesen zu werden.',
  too_many: 'Mehr davon gehen nicht. Lösche zuerst etwas.',
  too_many_requests: 'Das waren zu viele Anfragen. Warte einen Augenblick und versuche es noch einmal.',
  unavailable: 'Das geht gerade nicht. Versuche es gleich noch einmal.',
  unsupported_media_type: 'Diese Art von Daten wird hier nicht angenommen.',

  claimed: 'Dieses Konto wird schon benutzt.',
  email_taken: 'Mit dieser E-Mail-Adresse gibt es schon ein Konto.',
  invalid_api_key: 'Dieser API-Schlüssel gilt nicht.',
  is_owner: 'Der Besitzer kann nicht ausgesperrt werden.',
  link_expired: 'Dieser Link ist abgelaufen. Starte Bowerbird neu, um einen neuen zu bekommen.',
  link_unknown:
    'Diesen Link kennt man hier nicht. Kopiere ihn ganz, oder starte Bowerbird neu, um einen neuen zu bekommen.',
  link_used: 'Dieser Link wurde schon benutzt. Melde dich mit E-Mail und Passwort an.',
  weak_password:
    'Dieses Passwort ist zu leicht zu erraten. Nimm mindestens 10 Zeichen, kein gängiges Wort und nicht deine E-Mail-Adresse.',
  wrong_credentials: 'E-Mail und Passwort passen nicht zusammen.',
  wrong_password: 'Das Passwort stimmt nicht.',

  checksum_mismatch: 'Unterwegs ist etwas verändert worden. Sende die Datei noch einmal.',
  malformed_upload: 'Das wurde nicht so gesendet, wie es hier erwartet wird.',
  missing_file: 'Es wurde keine Datei gewählt.',
  not_multipart: 'Das wurde nicht als Formular mit einer Datei gesendet.',
  not_offset_stream: 'Das wurde nicht als Stück einer Datei gesendet.',
  too_many_files: 'Das sind zu viele Dateien auf einmal. Wähle weniger aus.',
  too_many_uploads: 'Zu viele Dateien sind erst halb gesendet. Sende erst einige davon fertig, oder entferne sie.',
  tus_version: 'Der Browser und der Server senden Dateien auf verschiedene Weise. Lade die Seite neu.',
  unknown_checksum: 'Diese Art von Prüfsumme kennt man hier nicht.',
  upload_expired: 'Das Senden hat zu lange gedauert und wurde abgebrochen. Versuche es noch einmal.',
  upload_gone: 'Dieses Hochladen gibt es nicht mehr. Sende die Datei noch einmal.',
  upload_locked: 'Diese Datei wird gerade schon gesendet.',
  upload_stalled: 'Es kam nichts mehr an. Versuche es noch einmal.',
  wrong_offset: 'Das Hochladen ist an einer anderen Stelle. Es geht dort weiter.',

  already_made: 'Das wurde schon angelegt, und sein Geheimnis wird nur einmal gezeigt.',
  already_there: 'Diese Datei ist schon wieder in der Bibliothek.',
  collection_cycle: 'Eine Sammlung kann nicht in sich selbst liegen.',
  collection_is_smart: 'Was in einer mitwachsenden Sammlung liegt, entscheidet ihre Suche.',
  collection_not_smart: 'In dieser Sammlung liegen Dateien von Hand; lege für eine Suche eine mitwachsende an.',
  conflict: 'Das passt nicht zu dem, was schon da ist.',
  name_taken: 'Hier gibt es schon eine Sammlung, die so heißt.',
  nothing_to_download: 'Darunter ist keine Datei zum Herunterladen.',
  nothing_to_retry: 'An dieser Datei ist nichts misslungen.',
  object_missing: 'Die Bytes dieser Datei fehlen im Speicher.',
  other_library: 'Die Datei und die Sammlung liegen in verschiedenen Bibliotheken.',
  tag_exists: 'So heißt schon ein Stichwort.',
  too_deep: 'So tief können Sammlungen nicht ineinanderliegen.',
  unknown_time_zone: 'Diese Zeitzone kennt man hier nicht.',

  invalid_cursor: 'Diese Liste gibt es so nicht mehr. Beginne von vorn.',
  invalid_date: 'Das ist kein Datum.',
  invalid_filters: 'Diese Suche lässt sich nicht machen.',
  not_a_picture: 'Das ist kein Bild, das hier gelesen werden kann.',
  unreadable_picture: 'Dieses Bild lässt sich nicht lesen.',

  cannot_unlock: 'Hier lassen sich nur PDFs entsperren. Speichere eine Kopie ohne Passwort und lade sie hoch.',
  capability_missing: 'Dafür fehlt hier ein Modell oder ein Programm.',
  corrupt: 'Die Datei ist beschädigt und lässt sich nicht oder nur zum Teil lesen.',
  cut: 'Die Datei ist sehr groß: Nur ihr Anfang wurde gelesen.',
  damaged: 'Die Datei ist beschädigt oder nicht vollständig: Ein Teil ließ sich nicht lesen.',
  decoder_crashed: 'Beim Lesen dieser Datei ist der Leser abgestürzt. Die Datei selbst ist sicher.',
  empty: 'Diese Datei ist leer.',
  encrypted: 'Diese Datei ist verschlüsselt: mit einem Passwort, für ihre Empfänger oder vom Verlag.',
  failed: 'Diese Datei ließ sich nicht lesen.',
  lost: 'Das Lesen dieser Datei wurde zu oft unterbrochen.',
  needs_libreoffice:
    'Für Office-Dateien von vor 2007 braucht es LibreOffice. Bis dahin wird sie nach ihrem Namen gefunden.',
  no_speech: 'In dieser Aufnahme spricht niemand.',
  no_text: 'In dieser Datei steht kein Text.',
  not_an_archive: 'Diese Datei ist kein Archiv, das sich entpacken lässt.',
  not_encrypted: 'Dieses PDF braucht kein Passwort.',
  page_unreadable: 'Eine Seite ließ sich nicht lesen.',
  timed_out: 'Das Lesen dieser Datei hat zu lange gedauert.',
  unsupported: 'Diese Art von Datei lässt sich hier nicht lesen; sie wird nach ihrem Namen gefunden.',
};

const AS_TEXT = 'Danach wird als Text gesucht.';
const hints: Record<Schemas['HintOut']['code'], (text: string) => string> = {
  cut_short: () => 'Das ist sehr lang. Gesucht wurde nach dem Anfang.',
  empty_value: (text) => `${text} hat keinen Wert; er steht gleich hinter dem Doppelpunkt. ${AS_TEXT}`,
  lone_dash: () => 'Ein Strich schließt das Wort aus, an dem er steht. Allein bewirkt er nichts.',
  lone_or: () => 'OR verbindet, was links und rechts davon steht. Hier wird danach als Text gesucht.',
  open_quote: () => 'Ein Anführungszeichen ist nicht geschlossen: Gesucht wird nach Wörtern, nicht nach der Wendung.',
  or_between_different: () => 'OR verbindet Wörter oder Merkmale. Hier wird nach beidem gesucht.',
  other_language: () =>
    'Diese Sprache ist nicht unter denen, deren Sinn verstanden wird: Gesucht wird nach den Wörtern.',
  unknown_camera: (text) => `${text}: Mit dieser Kamera ist keine Datei aufgenommen. ${AS_TEXT}`,
  unknown_collection: (text) => `${text}: So heißt keine deiner Sammlungen. ${AS_TEXT}`,
  unknown_date: (text) => `${text} ist kein Datum. Schreibe 2024, 2024-05 oder 2024-05-01. ${AS_TEXT}`,
  unknown_kind: (text) => `${text}: Es gibt image, video, audio, document, other und Formate wie pdf. ${AS_TEXT}`,
  unknown_language: (text) => `${text}: Schreibe das Kürzel der Sprache oder ihren englischen Namen. ${AS_TEXT}`,
  unknown_place: (text) => `${text}: Von diesem Ort ist keine Datei bekannt. ${AS_TEXT}`,
  unknown_qualifier: (text) => `${text}: Dieses Merkmal gibt es nicht. ${AS_TEXT}`,
  unknown_size: (text) => `${text} ist keine Größe. Schreibe 500kB, 10MB oder 2GB. ${AS_TEXT}`,
  unknown_state: (text) => `${text}: In diesem Zustand kann keine Datei sein. ${AS_TEXT}`,
  unknown_tag: (text) => `${text}: So heißt keines deiner Stichwörter. ${AS_TEXT}`,
  unknown_time: (text) => `${text} ist keine Dauer. Schreibe 90s, 5min oder 1:30. ${AS_TEXT}`,
  unknown_topic: (text) => `${text}: Dateien haben noch keine Themen. ${AS_TEXT}`,
  copies_alone: () =>
    'Es ist kein Modell installiert, das Bilder sieht: Gesucht wurde nur nach Kopien und anderen Fassungen des Bildes.',
  seen_as_picture: () => 'Gefunden nach dem, was das Bild zeigt.',
  words_in_picture: () => 'Gefunden nach den Wörtern, die im Bild stehen.',
};

const missing: Record<Schemas['CapabilityOut']['capability'], string> = {
  text_embedder: 'Dateien werden nach ihren Wörtern und Namen gefunden, nicht nach ihrem Sinn.',
  visual_embedder: 'Bilder werden nach Text, Ort und Datum gefunden, nicht nach dem, was sie zeigen.',
  reader: 'Text in Bildern und gescannten Seiten wird nicht gelesen.',
  tesseract: 'Saubere gescannte Seiten liest der andere Leser, der dort mehr Wörter übersieht.',
  transcriber: 'Was in Aufnahmen und Filmen gesagt wird, wird nicht gefunden.',
  gazetteer: 'Fotos werden nicht nach dem Namen des Ortes gefunden, an dem sie entstanden.',
  ffmpeg: 'Filme und Ton, die Browser nicht abspielen, haben keine Vorschau.',
  office: 'Office-Dateien von vor 2007 werden nur nach ihrem Namen gefunden.',
};
/** Was an einer Eingabe nicht stimmt, nach den Kennungen von Pydantic. */
const fields: Record<string, string> = {
  missing: 'Das wird gebraucht.',
  string_too_short: 'Das ist zu kurz.',
  string_too_long: 'Das ist zu lang.',
};

const own = <T>(of: Record<string, T>, key: string): T | undefined => (Object.hasOwn(of, key) ? of[key] : undefined);

export const problems: Messages['problems'] = {
  said: (code, detail) => own(said, code) ?? detail,
  hint: (code, text, detail) => own(hints, code)?.(text) ?? detail,
  missing(capability, detail) {
    const sentence = own(missing, capability);
    const commands = detail.match(/`[^`]+`/gu)?.join(', ');
    return sentence && commands ? `${sentence} Das hilft: ${commands}` : (sentence ?? detail);
  },
  field: (code) => own(fields, code) ?? 'Das lässt sich hier nicht verwenden.',
};
