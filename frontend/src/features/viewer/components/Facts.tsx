import { Binary, Calendar, CalendarPlus, Camera, Disc3, Folder, Heading, MapPin, Palette, PenLine } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AssetFile } from '@/api/types';
import { pageUnit } from '@/components/assets/pageUnit';
import { formatName, KIND_ICONS } from '@/components/assets/kind';
import { formatCount, formatDecimal, formatFull, formatLength, formatSize } from '@/lib/format';
import { messages } from '@/lib/messages';

const t = messages.viewer;

/** What the file says of itself. Only what is there. */
export function Facts({ asset }: { asset: AssetFile }) {
  const facts = readDetails(asset.details);
  const KindIcon = KIND_ICONS[asset.kind];
  const size =
    asset.kind === 'image' && asset.width && asset.height
      ? `${formatCount(asset.width)} × ${formatCount(asset.height)}`
      : '';
  const about = [
    size,
    asset.page_count ? messages.pages(asset.page_count, pageUnit(asset)) : '',
    asset.duration_ms ? formatLength(asset.duration_ms) : '',
  ];
  return (
    <dl className="facts">
      <Fact icon={<KindIcon className="i" aria-hidden />} label={t.facts.file} note={about.filter(Boolean).join(' · ')}>
        {formatName(asset)}, {formatSize(asset.size)}
      </Fact>
      {asset.title && (
        <Fact icon={<Heading className="i" aria-hidden />} label={t.facts.title}>
          {asset.title}
        </Fact>
      )}
      {facts.author && (
        <Fact icon={<PenLine className="i" aria-hidden />} label={t.facts.author}>
          {facts.author}
        </Fact>
      )}
      {asset.captured_at ? (
        <Fact icon={<Calendar className="i" aria-hidden />} label={t.facts.taken}>
          {/* As the camera's clock showed it, wherever one reads it. */}
          {formatFull(asset.captured_local ?? asset.captured_at)}
        </Fact>
      ) : (
        asset.happened_at !== asset.created_at && (
          <Fact icon={<Calendar className="i" aria-hidden />} label={t.facts.written}>
            {asset.happened_at === asset.last_modified
              ? t.changedOn(formatFull(asset.happened_at))
              : formatFull(asset.happened_at)}
          </Fact>
        )
      )}
      {(facts.camera || facts.exposure) && (
        <Fact
          icon={<Camera className="i" aria-hidden />}
          label={t.facts.camera}
          note={[facts.lens, facts.camera ? facts.exposure : ''].filter(Boolean).join(' · ')}
        >
          {facts.camera || facts.exposure}
        </Fact>
      )}
      {facts.position && (
        <Fact
          icon={<MapPin className="i" aria-hidden />}
          label={t.facts.place}
          note={[asset.place ? facts.position.text : '', facts.position.altitude].filter(Boolean).join(' · ')}
        >
          <a className="link" href={facts.position.map} target="_blank" rel="noreferrer" title={t.openMap}>
            {asset.place ?? facts.position.text}
          </a>
        </Fact>
      )}
      {asset.colours && asset.colours.length > 0 && (
        <Fact icon={<Palette className="i" aria-hidden />} label={t.facts.colours}>
          {asset.colours.map((colour) => colourName(colour)).join(', ')}
        </Fact>
      )}
      {facts.recording && (
        <Fact icon={<Disc3 className="i" aria-hidden />} label={t.facts.recording} note={facts.album}>
          {facts.recording}
        </Fact>
      )}
      {facts.codecs && (
        <Fact icon={<Binary className="i" aria-hidden />} label={t.facts.codecs}>
          {facts.codecs}
        </Fact>
      )}
      {asset.path?.includes('/') && (
        <Fact icon={<Folder className="i" aria-hidden />} label={t.facts.folder}>
          {asset.path.slice(0, asset.path.lastIndexOf('/'))}
        </Fact>
      )}
      <Fact icon={<CalendarPlus className="i" aria-hidden />} label={t.facts.added}>
        {t.addedOn(formatFull(asset.created_at))}
      </Fact>
    </dl>
  );
}

function Fact({
  icon,
  label,
  note,
  children,
}: {
  icon: ReactNode;
  label: string;
  note?: string | undefined;
  children: ReactNode;
}) {
  return (
    <>
      <dt>
        {icon}
        <span className="sr">{label}</span>
      </dt>
      <dd>
        {children}
        {note && <small>{note}</small>}
      </dd>
    </>
  );
}

interface Details {
  author: string;
  camera: string;
  exposure: string;
  lens: string;
  /** Of a recording: who, and from which album. */
  recording: string;
  album: string;
  codecs: string;
  position: { text: string; altitude: string; map: string } | null;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const recordOf = (value: unknown): Record<string, unknown> =>
  value && typeof value === 'object' ? (value as Record<string, unknown>) : {};
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const colourName = (name: string): string =>
  Object.hasOwn(t.colours, name) ? t.colours[name as keyof typeof t.colours] : name;

/** `details` is what the file said; every value is looked at before it is believed. */
export function readDetails(details: Record<string, unknown>): Details {
  const tags = recordOf(details.tags);
  const codecs = recordOf(details.codecs);
  const make = textOf(details.camera_make);
  const model = textOf(details.camera_model);
  // "Canon" and "Canon EOS 40D" are one camera.
  const camera = model.toLowerCase().startsWith(make.split(' ')[0]?.toLowerCase() ?? '') ? model : `${make} ${model}`;
  const seconds = numberOf(details.exposure_seconds);
  const aperture = numberOf(details.aperture);
  const focal = numberOf(details.focal_length_mm);
  const iso = numberOf(details.iso);
  const exposure = [
    aperture === null ? '' : `f/${formatDecimal(aperture)}`,
    seconds === null ? '' : seconds < 0.4 ? `1/${Math.round(1 / seconds)} s` : `${formatDecimal(seconds)} s`,
    focal === null ? '' : `${formatDecimal(focal)} mm`,
    iso === null ? '' : `ISO ${iso}`,
  ];
  return {
    author: textOf(details.author),
    camera: camera.trim(),
    exposure: exposure.filter(Boolean).join(' · '),
    lens: textOf(details.lens),
    recording: textOf(tags.artist),
    album: textOf(tags.album),
    codecs: [textOf(codecs.video), textOf(codecs.audio)].filter(Boolean).join(', ').toUpperCase(),
    position: positionOf(details.gps),
  };
}

function positionOf(value: unknown): Details['position'] {
  if (!value || typeof value !== 'object') return null;
  const gps = value as Record<string, unknown>;
  const latitude = numberOf(gps.latitude);
  const longitude = numberOf(gps.longitude);
  if (latitude === null || longitude === null) return null;
  const altitude = numberOf(gps.altitude);
  const degrees = (angle: number, positive: string, negative: string) =>
    `${Math.abs(angle).toFixed(4)}° ${angle < 0 ? negative : positive}`;
  return {
    text: `${degrees(latitude, 'N', 'S')}, ${degrees(longitude, 'E', 'W')}`,
    altitude: altitude === null ? '' : `${formatCount(Math.round(altitude))} m`,
    map: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`,
  };
}
